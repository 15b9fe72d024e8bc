import CZlib

/// Gzip by zlib.
public enum Gzip {
    public enum Failure: Error, Equatable {
        /// Truncated or damaged.
        case damaged
        case tooLarge
    }

    public static func pack(_ data: [UInt8], level: Int32 = 6) -> [UInt8] {
        var packer = GzipPacker(level: level)
        packer.append(data)
        return packer.finish()
    }

    /// - Parameter bytesMax: what the unpacked text may have, against bodies that grow a thousandfold.
    public static func unpack(_ data: [UInt8], bytesMax: Int) throws(Failure) -> [UInt8] {
        var stream = z_stream()
        guard vuelve_gunzip_begin(&stream) == Z_OK else { throw .damaged }
        defer { inflateEnd(&stream) }
        var output: [UInt8] = []
        output.reserveCapacity(min(bytesMax, data.count * 6))
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        var code = Z_OK
        data.withUnsafeBufferPointer { input in
            stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            stream.avail_in = UInt32(input.count)
            while code == Z_OK, output.count <= bytesMax {
                let produced = chunk.withUnsafeMutableBufferPointer { buffer in
                    stream.next_out = buffer.baseAddress
                    stream.avail_out = UInt32(buffer.count)
                    code = inflate(&stream, Z_NO_FLUSH)
                    return buffer.count - Int(stream.avail_out)
                }
                output.append(contentsOf: chunk[..<produced])
            }
        }
        guard output.count <= bytesMax else { throw .tooLarge }
        guard code == Z_STREAM_END, stream.avail_in == 0 else { throw .damaged }
        return output
    }
}

/// Packs a text that comes in pieces.
public struct GzipPacker: ~Copyable {
    private let stream: UnsafeMutablePointer<z_stream>
    private var output: [UInt8] = []

    public init(level: Int32 = 6) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        precondition(vuelve_gzip_begin(stream, level) == Z_OK, "zlib starts unless memory is out")
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// What the packed text has so far.
    public var packedBytes: Int { output.count }

    public mutating func append(_ data: [UInt8]) { feed(data, Z_NO_FLUSH) }

    public mutating func finish() -> [UInt8] {
        feed([], Z_FINISH)
        return output
    }

    private mutating func feed(_ data: [UInt8], _ flush: Int32) {
        data.withUnsafeBufferPointer { input in
            stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            stream.pointee.avail_in = UInt32(input.count)
            var isFull = true
            while isFull {
                let count = output.count
                output.append(contentsOf: repeatElement(0, count: 16 * 1024))
                let left = output.withUnsafeMutableBufferPointer { buffer in
                    stream.pointee.next_out = buffer.baseAddress! + count  // it has at least 16 KiB
                    stream.pointee.avail_out = 16 * 1024
                    deflate(stream, flush)
                    return Int(stream.pointee.avail_out)
                }
                output.removeLast(left)
                isFull = left == 0
            }
        }
    }
}
