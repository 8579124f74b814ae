using ScreenTime.Host.Breakdowns;
using ScreenTime.Host.Casts;
using ScreenTime.Host.Corrections;
using ScreenTime.Host.Counting;
using ScreenTime.Host.Evaluation;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Labels;
using ScreenTime.Host.Plugins;
using ScreenTime.Host.Results;
using ScreenTime.Sdk;

namespace ScreenTime.Fuzz;

/// <summary>A file that a person or another program hands over: a table of labels, a cast, a job, settings, a result. It is read, or refused in a sentence.</summary>
internal sealed class FileTarget : FuzzTarget
{
    private static readonly Cast s_cast = new("tj", [new Character("tom", "TOM", "BLUE"), new Character("jerry", "JERRY", "ORANGE")]);

    private static readonly string[] s_tableWords =
        ["image", "image_id", "Image_ID,Class", "time", "second", "start,end", "tom", "jerry", "ambiguous", "note", "0", "1", "?", "", "\"", "\"\"", ",", ",,,,", "\r\n", "\n", "00:00:01:00", "1.5", "-1", "NaN", "1e999", "\ufeff", "\0", "=1+1", "scene", "shot"];

    private static readonly string[] s_jsonWords =
        ["null", "true", "[]", "{}", "\"\"", "\"apiVersion\":", "\"schema\":", "\"id\":", "\"characters\":", "\"jobs\":", "\"job\":", "\"cast\":", "\"rate\":", "\"formats\":", "\"colors\":", "1e400", "-1", "99999999999999999999", "\\u0000", "\\ud800", "// x\n", "/* x */", "\"$schema\":", "[[[[[[[[", "\"$type\":\"System.Object\""];

    private readonly string _file;
    private readonly Action<string> _read;
    private readonly string _folder = Directory.CreateTempSubdirectory("files-").FullName;

    private FileTarget(string name, string file, Action<string> read, IReadOnlyList<string> words) => (Name, _file, _read, Words) = (name, file, read, words);

    /// <summary>A target for each kind of file.</summary>
    public static new IReadOnlyList<FuzzTarget> All { get; } =
    [
        new FileTarget("labels", "labels.csv", path => LabelSheet.Read(path, s_cast, "0=nobody,1=jerry,2=tom"), s_tableWords),
        new FileTarget("table", "table.csv", Table, s_tableWords),
        new FileTarget("cast", "cast.json", path => CastFolder.Load(Path.GetDirectoryName(path)!), s_jsonWords),
        new FileTarget("job", "job.json", Job, s_jsonWords),
        new FileTarget("settings", "markers.json", Settings, s_jsonWords),
        new FileTarget("result", "result.json", path => ResultFile.Read(Path.GetDirectoryName(path)!), s_jsonWords),
        new FileTarget("log", "corrections.jsonl", path => CorrectionLog.Read(Path.GetDirectoryName(path)!), s_jsonWords),
    ];

    public override string Name { get; }

    public override IReadOnlyList<string> Words { get; }

    public override IReadOnlyList<byte[]> Seeds() => Files(Name);

    public override bool Run(byte[] input)
    {
        var path = Path.Combine(_folder, _file);
        File.WriteAllBytes(path, input);
        return Accepts(() => _read(path));
    }

    private static void Table(string path)
    {
        var held = false;
        UserException? last = null;
        foreach (var read in (Action[])[() => ShotBreakdown.Read(path, s_cast, 1), () => Predictions.Read(path)])
        {
            try
            {
                read();
                held = true;
            }
            catch (UserException refusal)
            {
                RequireSentence(last = refusal);
            }
        }

        if (!held)
            throw last!;
    }

    private static void Job(string path)
    {
        if (!Accepts(() => JobFile.Read(path)))
            JobFile.ReadRequest(path);
    }

    private static void Settings(string path)
    {
        if (!Accepts(() => MarkerSettingsFile.Load(path)) && !Accepts(() => CountingRuleFile.Read(path, "en")))
            Manifest(path);
    }

    // The catalogue of plugins puts its sentence beside the plugin's name.
    private static void Manifest(string path)
    {
        try
        {
            PluginManifest.Read(path);
        }
        catch (FormatException fault)
        {
            throw new UserException(ExitCode.ComponentMissing, fault.Message, fault);
        }
    }

    private static bool Accepts(Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (UserException refusal)
        {
            RequireSentence(refusal);
            return false;
        }
    }
}
