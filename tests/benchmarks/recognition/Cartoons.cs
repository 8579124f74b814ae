using System.Diagnostics;
using System.Globalization;
using ScreenTime.Recognition.Characters;
using ScreenTime.Sdk;

namespace ScreenTime.Benchmarks.Recognition;

/// <summary>One Tom and Jerry cartoon against the other, both ways, and how a few labels of the new cartoon help.</summary>
internal static class Cartoons
{
    private static readonly Cast s_cast = new("tom-and-jerry", [new Character("jerry", "JERRY", "ORANGE"), new Character("tom", "TOM", "BLUE")]);

    public static async Task RunAsync(Workbench bench)
    {
        LabelledTitle first, second;
        await using (var recognizer = await new CharacterRecognizerProvider().OpenAsync(bench.Setup(s_cast), default))
        {
            bench.PrintMachine(recognizer.Device);
            var titles = await LabelledFrames.ReadAsync(Path.Combine(bench.Data, "tom-and-jerry"), recognizer, Path.Combine(bench.Kept, "features"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"frames    {recognizer.FrameRequest.Width}x{recognizer.FrameRequest.Height}, {titles.First.Concat(titles.Second).Average(f => f.Features.Length) / 1024:0} KiB of features each"));
            (first, second) = (await TitleAsync(titles.First, recognizer), await TitleAsync(titles.Second, recognizer));
            var clock = Stopwatch.StartNew();
            await recognizer.DescribeAsync([.. Enumerable.Range(0, 20).Select(n => new Frame(recognizer.FrameRequest, new byte[recognizer.FrameRequest.ByteCount], "black", MediaTime.Zero, -1))], default);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"time      {clock.Elapsed.TotalMilliseconds / 20:0} ms a frame"));
        }

        await new NewTitle(bench, s_cast).RunAsync([(first, second), (second, first)], bench.Option("--labels", "0,5,10,20,40"), bench.Number("--seeds", 3));
    }

    private static async Task<LabelledTitle> TitleAsync(LabelledFrame[] frames, IRecognizer recognizer)
    {
        byte[][] features = [.. frames.Select(frame => frame.Features)];
        return new LabelledTitle(frames[0].Title, [.. frames.Select(frame => frame.Example)], features, await recognizer.LooksAsync(features, default), [.. frames.Select(frame => frame.Class)]);
    }
}
