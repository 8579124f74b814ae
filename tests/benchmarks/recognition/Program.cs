using ScreenTime.Benchmarks.Recognition;

// Everything that docs/recognition.md states, printed on this code:
//   dotnet run -c Release --project tests/benchmarks/recognition [-- [cartoons] [trailer] [people] [films] [options]]
// No part named: all of them. What is slow to make is kept in build/benchmarks/recognition; delete that to begin anew.
//   cartoons  one cartoon against another of a different style, both ways, and how a few labels of the new one help   --seeds 3 --labels 0,5,10,20,40
//   few       the same on short drawn films, each teaching the next: for development, so that the cartoons stay unseen   --titles 7101,7102,7103,7104,7105,7106 --teachers 1 --seeds 3 --labels 0,5,10,20,40
//   trailer   Big Buck Bunny's trailer, each shot judged by what the others taught
//   people    live action, likewise, and an open set                                                                --faces-only
//   films     generated films with exact truth, cut at random: screen time and stated intervals                     --films 2001,2002 --rounds 60,120,180 --timelines 40 --sample 300 --audits 1; --rounds 0: taught by the labels that are drawn with the film
//   curve     whole films of that kind, labelled in rounds: how many labels bring screen time near the truth             --films 2001,2002 --rounds 60,120,180,240,300
//   precision answers and times in 32, 16 and 8 bits   --sets bbb,tom-and-jerry,drawn --judged fp32,int8,fp16 --taught fp32,int8   (fp32 teaches first: others are compared with it)
//   features  what a frame's features cost beside the network
//   ranges    between what values a backbone's tensors lie, for its 8-bit version: writes Plugin/models/converter/Precision/ID.ranges.json (never unless named)
string[] parts = ["cartoons", "few", "trailer", "people", "films", "curve", "precision", "features", "ranges"];
using var bench = new Workbench(args);
if (bench.Wants("cartoons", parts) && bench.Has("tom-and-jerry", "cartoons"))
    await Cartoons.RunAsync(bench);
if (bench.Wants("few", parts))
    await DrawnTitles.RunAsync(bench);
if (bench.Wants("trailer", parts) && bench.Has("media", "trailer"))
    await TrailerTable.RunAsync(bench);
if (bench.Wants("people", parts) && bench.Has("media", "people"))
    await PeopleTable.RunAsync(bench);
if (bench.Wants("precision", parts))
    await PrecisionTable.RunAsync(bench);
if (bench.Arguments.Contains("ranges"))
    Ranges.Write(bench);
if (bench.Wants("features", parts))
    await FeatureTimes.RunAsync(bench);
if (bench.Wants("films", parts))
    await Films.RunAsync(bench);
if (bench.Wants("curve", parts))
    await FilmCurve.RunAsync(bench);
