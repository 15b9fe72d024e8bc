import Foundation
import Synchronization

/// Kills what was started here when this process is told to end.
public enum EndOnSignals {
    private static let sources = Mutex<[any DispatchSourceSignal]>([])

    /// From now on SIGINT, SIGTERM and SIGHUP kill every daemon of the local chain, then end this process.
    public static func install() {
        sources.withLock { sources in
            guard sources.isEmpty else { return }
            for number in [SIGINT, SIGTERM, SIGHUP] {
                signal(number, SIG_IGN)
                let source = DispatchSource.makeSignalSource(signal: number, queue: .global(qos: .userInteractive))
                source.setEventHandler {
                    ChildProcess.killAll()
                    _exit(128 + number)
                }
                source.resume()
                sources.append(source)
            }
        }
    }
}
