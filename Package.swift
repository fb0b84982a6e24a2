// swift-tools-version: 6.1
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

func street(_ name: String, _ uses: [Target.Dependency], exclude: [String] = [], resources: [Resource] = []) -> Target {
  .target(name: name, dependencies: uses, exclude: exclude, resources: resources, swiftSettings: settings)
}
func library(_ name: String, _ pkgConfig: String, apt: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt])])
}
func tests(_ name: String, _ uses: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: uses, swiftSettings: settings)
}

let http: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let sockets: Target.Dependency = .product(name: "NIOWebSocket", package: "swift-nio")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "guerilla",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "guerilla", targets: ["Guerilla"]),
    // How groups decide, for anyone to use alone.
    .library(name: "Deliberation", targets: ["Deliberation"]),
  ],
  dependencies: [
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: ["FullFoundation"]),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    // Comes with Hummingbird; named here for its WebSocket frames.
    .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
  ],
  targets: [
    // C libraries, from Debian
    library("CSQLite", "sqlite3", apt: "libsqlite3-dev"), library("CLibPQ", "libpq", apt: "libpq-dev"),
    library("CCrypto", "libcrypto", apt: "libssl-dev"), library("CArgon2", "libargon2", apt: "libargon2-dev"),
    library("CMarkGFM", "libcmark-gfm", apt: "libcmark-gfm-dev"),
    .systemLibrary(name: "CGLPK", providers: [.apt(["libglpk-dev"])]),
    library("CQREncode", "libqrencode", apt: "libqrencode-dev"),
    library("CZlib", "zlib", apt: "zlib1g-dev"), library("CCurlShim", "libcurl", apt: "libcurl4-openssl-dev"),
    library("CVips", "gobject-2.0", apt: "libvips-dev"), .target(name: "CVipsShim", dependencies: ["CVips"]),

    .target(name: "CSearchRank", dependencies: ["CSQLite"]),

    // The streets, lowest first
    street("Deliberation", []), street("Commons", []),
    .target(name: "CEmbedded"), street("Embedded", ["CEmbedded"]),
    street(
      "Storehouse", ["Commons", "CSQLite", "CSearchRank", "CLibPQ", "CCrypto"], resources: [.embedInCode("Schema")]),
    .target(name: "CPageAssets"),
    street("Pages", ["Commons", "CMarkGFM", "CCrypto", "CPageAssets"], exclude: ["Assets", "Languages"]),
    street("Secrets", ["Commons", "CCrypto", "CArgon2", "CQREncode"]),
    street("Letterbox", ["Commons", "CCurlShim"]),
    street("Pictures", ["Commons", "CVipsShim"]),
    street("Doors", ["Commons", "Storehouse", "Pages", "Secrets", "Letterbox", "CZlib", http, sockets]),
    street("Community", ["Commons", "Storehouse", "Pages", "Secrets", "Letterbox", "Pictures", "Doors", http]),
    street("Governance", ["Commons", "Storehouse", "Pages", "Secrets", "Letterbox", "Doors", http]),
    street(
      "Bridges",
      [
        "Commons", "Storehouse", "Pages", "Secrets", "Letterbox", "Pictures", "Doors", "Community", "Governance",
        "CCurlShim", http,
      ]),
    street("Solvers", ["Deliberation", "CGLPK"]),
    street("Tally", ["Commons", "Pages", "Deliberation", "Solvers", arguments]),
    .executableTarget(
      name: "Guerilla",
      dependencies: [
        "Commons", "Storehouse", "Pages", "Secrets", "Letterbox", "Pictures", "Doors", "Community", "Governance",
        "Bridges", "Embedded", "Deliberation", "Tally", http, arguments,
      ],
      exclude: ["Demo"], swiftSettings: settings),

    .target(
      name: "TestStores", dependencies: ["Commons", "Storehouse"], path: "Tests/TestStores", swiftSettings: settings),
    tests("DeliberationTests", ["Deliberation", "Solvers", "Tally", arguments]),
    tests("StorehouseTests", ["Storehouse", "Commons", "TestStores"]),
    tests("PagesTests", ["Pages", "Commons"]), tests("SecretsTests", ["Secrets", "Commons"]),
    tests("LetterboxTests", ["Letterbox", "Commons"]),
    tests("PicturesTests", ["Pictures", "Pages", "Commons"]), tests("DoorsTests", ["Doors", "Commons"]),
    tests(
      "TownTests",
      [
        "Guerilla", "Commons", "Storehouse", "Pages", "Secrets", "Doors", "Community", "Governance", "Bridges",
        "Letterbox", "Deliberation", "CSQLite", "CSearchRank", http,
      ]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .gnu2x)
