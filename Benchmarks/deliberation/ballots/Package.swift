// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "ballots",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "guerilla", path: "../../..")],
  targets: [
    .executableTarget(name: "ballots", dependencies: [.product(name: "Deliberation", package: "guerilla")])
  ],
  swiftLanguageModes: [.v6])
