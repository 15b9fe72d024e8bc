import JSON

/// Some of what a shop sells: by category, article or supplier. A line belongs to it that is in any of the three.
public struct Selection: Sendable, Equatable {
    public let categories: [String]
    public let skus: [String]
    public let suppliers: [String]

    public init(categories: [String] = [], skus: [String] = [], suppliers: [String] = []) {
        self.categories = categories
        self.skus = skus
        self.suppliers = suppliers
    }

    public var isEmpty: Bool { categories.isEmpty && skus.isEmpty && suppliers.isEmpty }

    /// An empty selection has nothing in it.
    public func contains(_ line: Purchase.Line) -> Bool {
        skus.contains(line.sku) || line.category.map(categories.contains) ?? false
            || line.supplier.map(suppliers.contains) ?? false
    }

    init(_ object: inout StrictObject) throws {
        categories = try object.strings("categories") ?? []
        skus = try object.strings("skus") ?? []
        suppliers = try object.strings("suppliers") ?? []
    }
}

/// Which of many rules a line belongs to, found without asking each of them.
struct SelectionIndex: Sendable {
    private var categories: [String: [Int]] = [:]
    private var skus: [String: [Int]] = [:]
    private var suppliers: [String: [Int]] = [:]
    /// Rules without a selection: every line is theirs.
    private(set) var everything: [Int] = []
    /// By rule.
    private(set) var isEverything: [Bool] = []

    init(_ selections: [Selection]) {
        for (rule, selection) in selections.enumerated() {
            isEverything.append(selection.isEmpty)
            if selection.isEmpty { everything.append(rule) }
            for category in Set(selection.categories) { categories[category, default: []].append(rule) }
            for sku in Set(selection.skus) { skus[sku, default: []].append(rule) }
            for supplier in Set(selection.suppliers) { suppliers[supplier, default: []].append(rule) }
        }
    }

    /// The places of the rules but of those that are for everything; one may come twice, where a line is theirs in two ways.
    func forEachRule(of line: Purchase.Line, _ body: (Int) -> Void) {
        skus[line.sku]?.forEach(body)
        if let category = line.category { categories[category]?.forEach(body) }
        if let supplier = line.supplier { suppliers[supplier]?.forEach(body) }
    }
}
