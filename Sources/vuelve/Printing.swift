/// Prints words of others, such as names, reasons and an agent's version: nothing of them is an order to the terminal.
func print(_ text: String) { Swift.print(text.withoutOrders) }

extension String {
    /// Rows and columns stay; what a terminal would obey goes.
    fileprivate var withoutOrders: String {
        guard unicodeScalars.contains(where: \.isOrder) else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.filter { !$0.isOrder }))
    }
}

extension Unicode.Scalar {
    fileprivate var isOrder: Bool { properties.generalCategory == .control && self != "\n" && self != "\t" }
}
