using ScreenTime.Host.Jobs;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Jobs;

public sealed class AnalysisSettingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-settings-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Two_tables_of_one_name_are_two_settings()
    {
        var (one, other) = (Path.Combine(_folder, "a", "log.cube"), Path.Combine(_folder, "b", "log.cube"));
        foreach (var path in (string[])[one, other])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "LUT_3D_SIZE 2\n" + path);
        }

        var (first, second) = (Of(one).ForProvenance(null), Of(other).ForProvenance(null));

        Assert.Equal("log.cube", first["lut"]);
        Assert.Equal(first["lut"], second["lut"]);
        Assert.NotEqual(first["lut-sha256"], second["lut-sha256"]);
        Assert.False(Of(null).ForProvenance(null).ContainsKey("lut-sha256"));
    }

    [Fact]
    public void A_precision_is_a_setting_of_the_result_where_it_is_not_the_usual_one()
    {
        AnalysisSettings In(Precision precision) => Of(null) with { Device = new DeviceRequest(DeviceKind.Cpu) { Precision = precision } };

        Assert.Equal("int8", In(Precision.EightBits).ForProvenance(null)["precision"]);
        Assert.False(In(Precision.Full).ForProvenance(null).ContainsKey("precision"));
    }

    private static AnalysisSettings Of(string? lut) => new(
        "cut.otio", "cast", "out")
    { Lut = lut };
}
