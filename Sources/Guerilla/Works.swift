import Bridges
import Commons
import Community
import Doors
import Hummingbird
import Logging
import ServiceLifecycle
import Storehouse

/// What goes on beside requests: listeners that follow happenings, and jobs.
enum Works {
  static func services(_ program: Program, log: Logger) -> [any Service] {
    [Background(program: program, log: log)]
  }
}

struct Background: Service {
  let program: Program
  let log: Logger

  func run() async throws {
    let listeners = program.rooms.flatMap(\.listeners)
    let handlers = program.rooms.reduce(into: [:]) { all, room in all.merge(room.jobs) { first, _ in first } }
    let recurring = program.rooms.flatMap(\.recurring)
    let store = program.house.store
    let say = program.house.log
    await cancelWhenGracefulShutdown {
      await withTaskGroup(of: Void.self) { group in
        group.addTask { try? await gracefulShutdown() }
        group.addTask { await Ledger(store: store, listeners: listeners, log: say).run() }
        group.addTask { await program.live.run(beside: [program.streams.hearer]) }
        group.addTask { await program.streams.beat() }
        group.addTask { await JobRunner(store: store, handlers: handlers, recurring: recurring, log: say).run() }
      }
    }
  }
}
