// swift-tools-version: 6.1
import PackageDescription

// A package of its own: the pure street by itself builds in a minute.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
  name: "deliberation-benchmarks",
  platforms: [.macOS(.v15)],
  targets: [
    .target(name: "Deliberation", swiftSettings: settings),
    .executableTarget(name: "DeliberationBenchmarks", dependencies: ["Deliberation"], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6])
