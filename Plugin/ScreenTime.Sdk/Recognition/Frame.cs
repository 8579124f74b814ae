namespace ScreenTime.Sdk;

/// <summary>What a recogniser wants frames to be; the host decodes once and serves every size that is asked for.</summary>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <remarks>
/// Pixels are 8-bit RGB (Rec.709, full range), rows from the top, no padding between rows, square pixels. The picture, less its letterbox or
/// pillarbox bars, is scaled to fit and centred on black.
/// </remarks>
public sealed record FrameRequest(int Width, int Height)
{
    /// <summary>Bytes of one frame.</summary>
    public int ByteCount => checked(Width * Height * 3);
}

/// <summary>One decoded picture at the size that was asked for. Its memory is pooled: valid until the call that received it returns.</summary>
/// <param name="Request">The size.</param>
/// <param name="Pixels">RGB, <see cref="FrameRequest.ByteCount"/> bytes.</param>
/// <param name="MediaId">The content hash of the media file or image.</param>
/// <param name="Time">The exact presentation time in the media, counted from its first frame.</param>
/// <param name="Shot">The shot within the media, counted from 0; -1 where shots are not known (loose images).</param>
public sealed record Frame(FrameRequest Request, ReadOnlyMemory<byte> Pixels, string MediaId, MediaTime Time, int Shot);
