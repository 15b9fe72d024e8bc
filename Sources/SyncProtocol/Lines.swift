import Glibc

extension [UInt8] {
    /// The lines that are not empty, cut at line feeds. An upload has megabytes of them, while central's writer waits.
    public func lines() -> [ArraySlice<UInt8>] {
        let ranges = withUnsafeBytes { text in
            var ranges: [Range<Int>] = []
            var start = 0
            while start < text.count, let base = text.baseAddress {
                let found = memchr(base + start, Int32(UInt8(ascii: "\n")), text.count - start)
                let end = found.map { base.distance(to: UnsafeRawPointer($0)) } ?? text.count
                if end > start { ranges.append(start..<end) }
                start = end + 1
            }
            return ranges
        }
        return ranges.map { self[$0] }
    }
}
