import JSON

/// Which column of a customer file holds what.
///
/// Columns are recognised by their header (`CustomerField`), unless a map says otherwise. Where several columns hold one
/// field (`telefono` and `celular`), the first from the left that has a value counts.
public struct CustomerColumns: Sendable, Equatable {
    /// In a map, the word for a column that is not to be read.
    public static let ignore = "ignore"

    /// The positions of each field's columns, from the left.
    public let positions: [CustomerField: [Int]]
    /// Headers that hold nothing we know, so that an importer can name them.
    public let unusedHeaders: [String]

    /// - Parameter map: column → field (or `ignore`), as written in a `--map` file. A field that the map names is read
    ///   from the map's columns only.
    /// - Throws: `BadInput` (`unknownColumn`, `unknownField`, `noColumns`), with the nearest right name
    public init(header: [String], map: [String: String] = [:]) throws {
        let mapped = try Self.read(map, header: header)
        let fieldsInMap = Set(mapped.values.compactMap { $0 })
        var positions: [CustomerField: [Int]] = [:]
        var unused: [String] = []
        for (position, name) in header.enumerated() {
            let known = CustomerField(header: name).flatMap { fieldsInMap.contains($0) ? nil : $0 }
            if let field = mapped[position] ?? known {
                positions[field, default: []].append(position)
            } else {
                unused.append(name)
            }
        }
        guard !positions.isEmpty else {
            throw BadInput(
                code: "noColumns", field: "",
                message: "no column is known; name at least one of \(Self.fieldNames) or give a map")
        }
        self.positions = Self.readingNombreAlone(positions, header: header, isMapped: { mapped.keys.contains($0) })
        unusedHeaders = unused
    }

    /// The customer in one row of the file.
    public func row(_ fields: [String]) -> CustomerRow {
        CustomerRow { field in
            positions[field, default: []].lazy.compactMap { CustomerRow.clean(fields[$0]) }.first
        }
    }

    private static var fieldNames: String { CustomerField.allCases.map(\.rawValue).joined(separator: ", ") }

    /// The map by position; nil as a value means `ignore`.
    private static func read(_ map: [String: String], header: [String]) throws -> [Int: CustomerField?] {
        var positions: [Int: CustomerField?] = [:]
        for (column, name) in map.sorted(by: { $0.key < $1.key }) {
            let position =
                header.firstIndex(of: column)
                ?? header.firstIndex { CustomerField.folded($0) == CustomerField.folded(column) }
            guard let position else {
                throw BadInput(
                    code: "unknownColumn", field: column,
                    message: "is no column of the file\(Nearest.hint(column, header))")
            }
            let field = CustomerField(rawValue: name)
            guard field != nil || name == ignore else {
                let choices = CustomerField.allCases.map(\.rawValue) + [ignore]
                throw BadInput(
                    code: "unknownField", field: column,
                    message:
                        "\"\(name)\" is not one of \(choices.joined(separator: ", "))\(Nearest.hint(name, choices))")
            }
            positions.updateValue(field, forKey: position)
        }
        return positions
    }

    /// A `nombre` with no surname column beside it holds the whole name.
    private static func readingNombreAlone(
        _ positions: [CustomerField: [Int]], header: [String], isMapped: (Int) -> Bool
    ) -> [CustomerField: [Int]] {
        guard let given = positions[.given], given.count == 1, !isMapped(given[0]),
            CustomerField.folded(header[given[0]]) == "nombre",
            positions[.surname] == nil, positions[.secondSurname] == nil, positions[.fullName] == nil
        else { return positions }
        var positions = positions
        positions[.fullName] = positions.removeValue(forKey: .given)
        return positions
    }
}
