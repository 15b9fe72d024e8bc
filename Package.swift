// swift-tools-version: 6.0
import PackageDescription

/// A target with its tests beside it; dependencies point up this file only.
func room(
    _ name: String, _ dependencies: [Target.Dependency], testing more: [Target.Dependency] = []
) -> [Target] {
    [
        .target(name: name, dependencies: dependencies),
        .testTarget(name: "\(name)Tests", dependencies: [.byName(name: name)] + dependencies + more),
    ]
}

let systemLibraries: [Target] = [
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CPostgreSQL", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CMicroHTTPD", pkgConfig: "libmicrohttpd", providers: [.apt(["libmicrohttpd-dev"])]),
    .systemLibrary(name: "CGnuTLS", pkgConfig: "gnutls", providers: [.apt(["libgnutls28-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
]

/// A C face for simdjson, which is C++ (apt: libsimdjson-dev).
let simdJSON = Target.target(name: "CSimdJSON", linkerSettings: [.linkedLibrary("simdjson")])

let package = Package(
    name: "vuelve",
    products: [.executable(name: "vuelve", targets: ["vuelve"])],
    targets: systemLibraries + [simdJSON]
        + room("JSON", ["CSimdJSON"])
        + room("Digest", ["CCrypto"])
        + room("CSV", ["JSON"], testing: ["Digest"])
        + room("Loyalty", ["JSON"])
        + room("Till", ["JSON", "Loyalty"])
        + room("Matching", ["Loyalty"], testing: ["CSV", "Digest"])
        + room("Lifetime", [], testing: ["Digest"])
        + room("SyncProtocol", ["JSON", "Digest", "Loyalty"])
        + room("Database", ["CSQLite", "CPostgreSQL"])
        + room(
            "HTTP", ["CMicroHTTPD", "CGnuTLS", "CCurl", "CZlib", "JSON", "Digest", "Loyalty", "Database"],
            testing: ["LocalChain"])
        + room(
            "Backup", ["CCrypto", "JSON", "Digest", "Loyalty", "Database", "HTTP"], testing: ["LocalChain"])
        + room("Edge", ["JSON", "Digest", "Loyalty", "SyncProtocol", "Database", "HTTP", "Backup"])
        + room(
            "Central",
            ["JSON", "Digest", "Loyalty", "Matching", "Lifetime", "SyncProtocol", "Database", "HTTP", "Backup"],
            testing: ["LocalChain"])
        + room(
            "Simulation", ["JSON", "Digest", "Loyalty", "SyncProtocol", "Database", "HTTP", "Edge", "Central"])
        + [
            .executableTarget(
                name: "vuelve",
                dependencies: [
                    "JSON", "Digest", "CSV", "Loyalty", "Till", "Database", "HTTP", "Backup", "Edge", "Central",
                    "Simulation",
                ]),
            .target(name: "LocalChain", dependencies: ["JSON", "Digest", "HTTP", "Loyalty"]),
            .executableTarget(name: "Demo", dependencies: ["JSON", "HTTP", "Loyalty", "LocalChain"]),
            .executableTarget(
                name: "Benchmarks",
                dependencies: [
                    "JSON", "Digest", "Loyalty", "SyncProtocol", "Database", "HTTP", "Edge", "Central", "LocalChain",
                ]),
            .testTarget(name: "CrashTests", dependencies: ["JSON", "Digest", "Loyalty", "HTTP", "LocalChain"]),
            .testTarget(
                name: "EndToEndTests", dependencies: ["JSON", "Loyalty", "Database", "HTTP", "LocalChain"]),
            .testTarget(
                name: "FuzzTests",
                dependencies: [
                    "JSON", "Digest", "CSV", "Loyalty", "SyncProtocol", "Database", "HTTP", "Edge", "Central",
                    "LocalChain",
                ]),
            .testTarget(
                name: "StoreAndCentralTests",
                dependencies: [
                    "JSON", "Digest", "Loyalty", "SyncProtocol", "Database", "HTTP", "Backup", "Edge", "Central",
                    "LocalChain",
                ], exclude: ["Fixtures"]),
            // A file system for SQLite whose power can be cut.
            .target(name: "CPowerCut", dependencies: ["CSQLite"], path: "Tests/CPowerCut"),
            .testTarget(
                name: "PowerCutTests",
                dependencies: [
                    "CPowerCut", "JSON", "Digest", "Loyalty", "SyncProtocol", "Database", "HTTP", "Edge", "Central",
                    "Simulation",
                ]),
        ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)

// Rooms call each other for small things, thousands of times a second, and a release build would otherwise compile each
// room as if it stood alone.
for target in package.targets where target.type != .system {
    target.swiftSettings = [.unsafeFlags(["-cross-module-optimization"], .when(configuration: .release))]
}
