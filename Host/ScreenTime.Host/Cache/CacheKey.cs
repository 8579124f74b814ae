using System.Security.Cryptography;
using System.Text;

namespace ScreenTime.Host.Cache;

/// <summary>Names of files and folders of the cache that stand for more than a name can hold.</summary>
internal static class CacheKey
{
    /// <summary>The first twelve bytes of a text's SHA-256, as 24 hexadecimal digits: always the same for the same text.</summary>
    public static string Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 12));
}
