// DeliberationBenchmarks --attack FOLDER …: whether made-up accounts are found in exports of real conversations.
// DeliberationBenchmarks FOLDER [FILE.pb …]: measures, a line of JSON each; leaves what references read in FOLDER.
import Foundation

if CommandLine.arguments[1] == "--attack" {
  for folder in CommandLine.arguments.dropFirst(2) { try Attack(folder).report() }
} else {
  let folder = CommandLine.arguments[1] + "/"
  try BudgetBenchmarks.run(in: folder, real: Array(CommandLine.arguments.dropFirst(2)))
  try BallotBenchmarks.run(in: folder)
  try OpinionBenchmarks.run(in: folder)
  try SortitionBenchmarks.run()
}
