import Foundation
import HTTP
import JSON
import LocalChain
import Testing

/// What people read first, held against what is there.
@Suite struct `The documents` {
    private static let readme = VuelveBinary.packageRoot + "/README.md"

    @Test func `the README's installation works as it is written, and leaves nothing running`() throws {
        let folder = NSTemporaryDirectory() + "vuelve-readme-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let installation = try #require(Document(Self.readme).block(under: "A real installation", with: "vuelve"))
        let script = Self.whereThePortsAreFree(installation)
        let binaries = URL(fileURLWithPath: try VuelveBinary.path()).deletingLastPathComponent().path
        let path = "\(binaries):\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")"
        // What the README's reader types into `till buy`: the customer, an item, nothing more.
        let outcome = try Tool.run(
            ["50", "bash", "-euc", Self.surroundings + script], input: "900\n7501 25.50 2\n\n",
            executable: "/usr/bin/timeout",
            environment: ["PATH": path, "HOME": folder, "LC_ALL": "C.UTF-8", "VUELVE_README": folder])
        #expect(outcome.isFine, "\(outcome.output)\n\(outcome.errors)")
        #expect(outcome.output.contains("TOTAL 51.00"))
        #expect(outcome.output.components(separatedBy: "★ BRONZE").count == 2, "found by the lookup, not before it")
        #expect(outcome.output.contains(#/\nok +042\b/#), "the status at the end")
        for daemon in ["central", "store"] { #expect(Self.isUnowned("\(folder)/chain/\(daemon)")) }
    }

    /// A daemon's lock dies with it.
    private static func isUnowned(_ folder: String) -> Bool {
        let lock = open(folder + "/lock", O_RDWR | O_CLOEXEC)
        defer { close(lock) }
        return lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0
    }

    /// Ends the daemons with the script. Its `sleep` waits for what a reader's second is meant for, however slow this
    /// machine is.
    private static let surroundings = #"""
        cd "$VUELVE_README"
        trap 'kill $(jobs -p); wait' EXIT
        sleep() {
            local daemon
            for daemon in central store; do
                while [[ -d chain/$daemon && ! -s chain/$daemon/address ]]; do command sleep 0.02; done
            done
        }

        """#

    /// The script with other ports where the defaults are taken.
    private static func whereThePortsAreFree(_ script: String) -> String {
        let defaults = [FreePort(8460), FreePort(8470)]
        if !defaults.contains(nil) { return script }
        let others = [FreePort(0), FreePort(0)].map { $0?.number ?? 0 }
        return script.replacing("127.0.0.1:8460", with: "127.0.0.1:\(others[0])")
            .replacing("central.json &", with: "central.json --listen 127.0.0.1:\(others[0]) &")
            .replacing("edge.json &", with: "edge.json --listen 127.0.0.1:\(others[1]) &")
    }

    @Test func `what the README's map names is there, and every room of the sources is on the map`() throws {
        let map = try #require(Document(Self.readme).block(under: "Map", with: "Sources/")).split(separator: "\n")
        var folder = ""
        var rooms: Set<String> = []
        for row in map {
            let isInside = row.hasPrefix(" ")
            let names = row.prefix(Self.mapNamesWidth).split(separator: " ").map(String.init).filter { $0 != "…" }
            for name in names {
                let place = isInside ? folder + name : name
                #expect(exists(place), "\(row)")
                if isInside { rooms.insert(name.replacing("/", with: "")) } else { folder = name }
            }
            let place = isInside ? "" : folder
            let about = String(row.dropFirst(Self.mapNamesWidth))
            for file in files(in: about, of: place) { #expect(exists(place + file), "\(row)") }
        }
        let sources = try FileManager.default.contentsOfDirectory(atPath: VuelveBinary.packageRoot + "/Sources")
        #expect(rooms.isSuperset(of: sources.filter { !exists("Sources/\($0)/module.modulemap") }))
    }

    @Test func `every test that the reliability table names is there`() throws {
        let readme = try String(contentsOfFile: VuelveBinary.packageRoot + "/README.md", encoding: .utf8)
        let rows = readme.split(separator: "\n").filter { $0.hasPrefix("| ") && $0.hasSuffix("` |") }
        let folder = VuelveBinary.packageRoot + "/Tests"
        let sources = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix("Tests.swift") }
            .map { try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8) }.joined()
        let cells = rows.compactMap { $0.split(separator: "|").last { !$0.allSatisfy(\.isWhitespace) } }
        let names = cells.flatMap {
            $0.split(separator: "`").filter { $0.contains { !", ".contains($0) } }.map(String.init)
        }
        #expect(names.count > 10)
        for name in names { #expect(sources.contains("func `\(name)`("), "\(name)") }
    }

    /// The map's second column begins here.
    private static let mapNamesWidth = 22

    /// The files that a folder's description names.
    private func files(in description: String, of folder: String) -> [String] {
        let words = description.split { " ,;:".contains($0) }.map(String.init)
        if folder == "scripts/" { return words }
        let unit = description.contains("systemd unit") ? ["vuelve-\(folder.prefix { $0.isLetter }).service"] : []
        return words.filter { $0.hasSuffix(".json") } + (words.contains("README") ? ["README.md"] : []) + unit
    }

    @Test(arguments: ["README.md", "central/README.md", "edge-config/README.md"])
    func `every file and heading that a README links to is there`(name: String) throws {
        let folder = name.replacing("README.md", with: "")
        for link in try text(name).matches(of: /\]\(([^):#]*)(?:#([^)]+))?\)/) {
            let file = link.output.1.isEmpty ? name : folder + link.output.1
            #expect(exists(file))
            guard let anchor = link.output.2 else { continue }
            #expect(try headings(file).contains(String(anchor)), "\(name) links to \(anchor)")
        }
    }

    private func text(_ name: String) throws -> String {
        try String(contentsOfFile: "\(VuelveBinary.packageRoot)/\(name)", encoding: .utf8)
    }

    /// As a link names them: lower case, hyphens for spaces, no other signs.
    private func headings(_ name: String) throws -> Set<String> {
        Set(
            try text(name).split(separator: "\n").filter { $0.hasPrefix("#") }.map { line in
                let words = line.drop { $0 == "#" }.trimmingCharacters(in: .whitespaces).lowercased()
                return words.replacing(" ", with: "-").filter { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
            })
    }

    private func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(VuelveBinary.packageRoot)/\(name)")
    }

    @Test func `every code in the sources is in a served OpenAPI document, and every code there is in the sources`()
        throws
    {
        let work = try Workplace()
        try work.central.start()
        let store = try work.addStore("042")
        let served = try ServedCodes(work.central.address).all.union(ServedCodes(store.address).all)
        let sources = try Sources()
        #expect(sources.codes.count > 30)
        #expect(sources.codes.subtracting(served).isEmpty)
        #expect(served.filter { !sources.text.contains("\"\($0)\"") }.isEmpty)
    }
}

/// A document in Markdown.
private struct Document {
    private let lines: [Substring]

    init(_ path: String) throws {
        lines = try String(contentsOfFile: path, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
    }

    /// The first indented block under a heading that has the word, without its indentation.
    func block(under heading: String, with word: String) -> String? {
        let section = lines.drop { $0 != "## \(heading)" }.dropFirst().prefix { !$0.hasPrefix("#") }
        let blocks = section.split { !$0.isEmpty && !$0.hasPrefix("    ") }
        return blocks.map { $0.map { $0.dropFirst(4) }.joined(separator: "\n") }.first { $0.contains(word) }
    }
}

/// The codes that a daemon says it answers with, of problems and of events set aside.
private struct ServedCodes {
    let all: Set<String>

    init(_ address: String) throws {
        let response = try Client(base: address).send(ClientRequest("GET", "/openapi.json"))
        let schemas = try json(response)["components"]?["schemas"]
        let problems = try #require(schemas?["Problem"]?["properties"]?["code"]?["enum"]?.array)
        let aside = schemas?["AsideReason"]?["enum"]?.array ?? []
        all = Set((problems + aside).compactMap(\.string))
    }
}

/// All Swift files but the OpenAPI documents.
private struct Sources {
    let text: String
    /// Codes that stand in the text as they are.
    let codes: Set<String>

    init() throws {
        let root = VuelveBinary.packageRoot + "/Sources"
        let files = (FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? [])
            .filter { $0.hasSuffix(".swift") && !$0.hasSuffix("OpenAPI.swift") }
            // What is wrong with a file of customers the tool tells its user; no daemon reads one.
            .filter { !$0.hasPrefix("CSV/") }
        text = try files.map { try String(contentsOfFile: "\(root)/\($0)", encoding: .utf8) }.joined(separator: "\n")
        let named = text.matches(of: /code: "(\w+)"/).map { String($0.output.1) }
        let numbered = text.matches(of: /Problem\(\s*\d{3}, "(\w+)"/).map { String($0.output.1) }
        let written = text.matches(of: /field\("code", "(\w+)"\)/).map { String($0.output.1) }
        codes = Set(named + numbered + written)
    }
}

/// A port of this machine that nobody listens on, or did not a moment ago.
private struct FreePort: Equatable {
    let number: UInt16

    /// Nil where it is taken; 0 takes any.
    init?(_ wanted: UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        // As the daemons do: a connection that ended lately is in nobody's way.
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = wanted.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isFree = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isFree else { return nil }
        number = UInt16(bigEndian: address.sin_port)
    }
}
