using System.Diagnostics;
using System.Globalization;
using ScreenTime.Recognition.Backbones;
using ScreenTime.Recognition.Characters;
using ScreenTime.Recognition.Features;
using ScreenTime.Sdk;

namespace ScreenTime.Benchmarks.Recognition;

/// <summary>What a frame's features cost beside the network: one thread, nothing else running; the median of rounds over the frames of a drawn film.</summary>
internal static class FeatureTimes
{
    private const int Frames = 100;
    private const int Rounds = 15;

    public static async Task RunAsync(Workbench bench)
    {
        var setup = bench.Setup(new Cast("none", []));
        var stages = BackboneModel.Read(setup.ModelsFolder, CharacterRecognizerProvider.DefaultBackbone).Stages;
        await using var recognizer = await new CharacterRecognizerProvider().OpenAsync(setup, default);
        var described = (await Clip.DescribeAsync(Path.Combine(PrecisionTable.Film(bench), "film.mp4"), recognizer, bench.Kept, teach: false)).Take(Frames).Select(frame => frame.Frame.Features).ToList();
        // What is kept are roots.
        var maps = described.ConvertAll(features => FeatureCodec.Decode(features, stages).Values().Select(map => Array.ConvertAll(map, root => root * MathF.Abs(root))).ToArray());
        var kept = maps.ConvertAll(FeatureCodec.Encode);
        var decoded = kept.ConvertAll(features => FeatureCodec.Decode(features, stages));
        Console.WriteLine();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"features  {kept.Average(bytes => bytes.Length):0} bytes a frame; ms a frame: {Median(maps, map => FeatureCodec.Encode(map)):0.00} to encode, {Median(kept, bytes => FeatureCodec.Decode(bytes, stages)):0.00} to decode, {Median(decoded, frame => frame.Values()):0.00} for the head's values, {Median(decoded, frame => frame.Look(stages)):0.00} for what it looks like"));
    }

    private static double Median<T>(List<T> frames, Func<T, object> work)
    {
        var rounds = new double[Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            foreach (var frame in frames)
                GC.KeepAlive(work(frame));
            rounds[round] = Stopwatch.GetElapsedTime(start).TotalMilliseconds / frames.Count;
        }

        Array.Sort(rounds);
        return rounds[Rounds / 2];
    }
}
