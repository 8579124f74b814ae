using System.Text;

namespace ScreenTime.Exporters.Tests;

/// <summary>
/// Files under <c>golden/</c> that a writer must give byte for byte. After a wanted change run the tests once with <c>SCREENTIME_UPDATE_GOLDEN=1</c>, which
/// writes them anew, and look at the difference before committing it.
/// </summary>
internal static class Golden
{
    private const string UpdateVariable = "SCREENTIME_UPDATE_GOLDEN";

    public static void AssertSame(string name, byte[] actual)
    {
        var path = Path.Combine(SharedData.Root, "tests", "ScreenTime.Exporters.Tests", "golden", name + ".golden");
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, actual);
        }

        Assert.True(File.Exists(path), $"{path} is missing; {UpdateVariable}=1 writes it");
        var expected = File.ReadAllBytes(path);
        // Texts first: their difference can be read.
        Assert.Equal(Encoding.UTF8.GetString(expected), Encoding.UTF8.GetString(actual));
        Assert.Equal(expected, actual);
    }
}
