// swift-tools-version: 6.1
import PackageDescription

// A package of its own: the pure street, and the solver that panels need, build in a minute.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
  name: "deliberation-benchmarks",
  platforms: [.macOS(.v15)],
  targets: [
    .target(name: "Deliberation", swiftSettings: settings),
    .systemLibrary(name: "CGLPK", providers: [.apt(["libglpk-dev"])]),
    .target(name: "Solvers", dependencies: ["Deliberation", "CGLPK"], swiftSettings: settings),
    .executableTarget(
      name: "DeliberationBenchmarks", dependencies: ["Deliberation", "Solvers"], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6])
