using ScreenTime.Host.Results;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Results;

public sealed class PredictionsRecordTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-predictions-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string File => Path.Combine(_folder, PredictionsRecord.Name);

    private static PredictionsRecord Record(ClassAccuracy? training) => new(
        new Provenance("run", "0.1", "", "c", "m", "5.1", new DeviceReport("auto", "cpu", "why", "1.31", "fp32", null), "avx2", new Dictionary<string, string> { ["device"] = "auto" }, new Dictionary<string, string>()),
        "30 % by shot", training, new ClassAccuracy(7, 9), [new JudgedImage("a.jpg", "aa", true), new JudgedImage("b.jpg", "bb", false)]);

    [Fact]
    public void What_is_written_is_read_again()
    {
        System.IO.File.WriteAllText(File, Record(new ClassAccuracy(20, 21)).ToJson());

        var read = PredictionsRecord.Read(_folder)!.Value;

        Assert.Equal(("30 % by shot", new ClassAccuracy(20, 21), new ClassAccuracy(7, 9)), (read.Split, read.Training, read.Validation));
        Assert.Equal(["a.jpg"], read.Labelled);
    }

    [Fact]
    public void What_is_not_known_stays_unknown()
    {
        Assert.Null(PredictionsRecord.Read(_folder));
        System.IO.File.WriteAllText(File, Record(null).ToJson());
        Assert.Null(PredictionsRecord.Read(_folder)!.Value.Training);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"schema":2}""")]
    [InlineData("""{"schema":1,"training":{"right":5,"scored":3}}""")]
    [InlineData("""{"schema":1,"training":{"right":"x","scored":3}}""")]
    public void A_damaged_file_is_one_sentence(string text)
    {
        System.IO.File.WriteAllText(File, text);

        var failure = Assert.Throws<UserException>(() => PredictionsRecord.Read(_folder));

        Assert.Equal(ExitCode.InputInvalid, failure.ExitCode);
        Assert.Contains("run the analysis again", failure.Message, StringComparison.Ordinal);
    }
}
