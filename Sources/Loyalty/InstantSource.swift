/// Tells the time. Only the command line makes a real one.
public protocol InstantSource: Sendable {
    func now() -> Instant
}
