/// One subcommand: what it is called, what it takes, what it does.
protocol Command {
    static var name: String { get }
    static var summary: String { get }
    /// What stands after the name in the usage line.
    static var usage: String { get }
    static var example: String { get }
    /// Options that take a value, without their dashes.
    static var options: [String] { get }
    static var flags: [String] { get }
    /// - Returns: the exit code: 0 fine, 1 wrong or unhealthy, 2 wrong usage
    static func run(_ arguments: Arguments) throws -> Int32
}

extension Command {
    static var options: [String] { ["config", "url", "token-file"] }
    static var flags: [String] { [] }

    static var help: String {
        """
        \(summary)

        Usage:    vuelve \(name) \(usage)
        Example:  \(example)
        """
    }
}
