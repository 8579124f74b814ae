using System.Runtime.InteropServices;

namespace ScreenTime.Cli;

/// <summary>OpenSSL, which .NET takes its hashes and signatures from on Linux: the one library that a small system may lack. Without it .NET ends the process at the first hash.</summary>
internal static class OpenSsl
{
    /// <summary>What to say where it is missing.</summary>
    public const string Advice = "OpenSSL is not installed; install it with 'apt-get install openssl', or your system's package of that name";

    /// <summary>Whether it is here, or not needed.</summary>
    public static bool IsThere() => IsThere(["libssl.so.3", "libssl.so.1.1"]);

    /// <summary>Whether one of the libraries is here, or none is needed.</summary>
    /// <param name="names">As the loader takes them.</param>
    internal static bool IsThere(IEnumerable<string> names) =>
        !OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable("CLR_OPENSSL_VERSION_OVERRIDE") is { Length: > 0 } || names.Any(name => NativeLibrary.TryLoad(name, out _));
}
