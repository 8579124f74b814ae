namespace ScreenTime.Cli.Tests;

public sealed class OpenSslTests
{
    [Fact]
    public void It_is_missing_where_no_version_of_it_can_be_loaded()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere .NET does not need it");
        Assert.True(OpenSsl.IsThere());
        Assert.True(OpenSsl.IsThere(["libssl.so.nonesuch", "libc.so.6"]));
        Assert.False(OpenSsl.IsThere(["libssl.so.nonesuch"]));
    }
}
