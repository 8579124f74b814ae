using System.Text;

namespace ScreenTime.Exporters.Xml;

/// <summary>Text of Windows' programs before Unicode: code page 1252, which is Latin-1 with quotes, dashes and the euro sign where that has control characters.</summary>
internal static class WesternText
{
    /// <summary>The five bytes that mean nothing in it are themselves, so that each byte comes back; characters that it lacks become <c>?</c>, none another that resembles it.</summary>
    public static readonly Encoding Encoding = CodePagesEncodingProvider.Instance.GetEncoding(1252, EncoderFallback.ReplacementFallback, DecoderFallback.ReplacementFallback)!;
}
