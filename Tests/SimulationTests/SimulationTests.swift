import Simulation
import Testing

struct SimulationTests {
    @Test func `a calm chain keeps every promise`() throws {
        let report = try Simulation.run(.init(seed: 1, stores: 2, days: 1, faults: []))
        #expect(report.broken == nil, "\(report.text)")
        #expect(report.sales > 20)
    }
}
