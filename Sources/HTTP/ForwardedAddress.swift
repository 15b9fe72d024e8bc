import JSON

/// Whose request a trusted proxy carries.
enum ForwardedAddress {
    /// - Parameter header: all `X-Forwarded-For`, joined by commas; each proxy adds on the right whom it was asked by
    /// - Returns: the last address that is no trusted proxy's; nil where the header names none
    static func client(_ header: String, trusted: [Network]) -> NetworkAddress? {
        for part in header.split(separator: ",").reversed() {
            guard let address = NetworkAddress(part.trimmingSpaces) else { return nil }
            if !trusted.contains(where: { $0.contains(address) }) { return address }
        }
        return nil
    }
}

extension Substring {
    fileprivate var trimmingSpaces: String {
        var text = drop { $0 == " " || $0 == "\t" }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return String(text)
    }
}
