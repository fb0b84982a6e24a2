// DeliberationBenchmarks FOLDER [FILE.pb …]: measures, a line of JSON each; leaves what references read in FOLDER.
import Foundation

let folder = CommandLine.arguments[1] + "/"
try BudgetBenchmarks.run(in: folder, real: Array(CommandLine.arguments.dropFirst(2)))
try BallotBenchmarks.run(in: folder)
try OpinionBenchmarks.run(in: folder)
