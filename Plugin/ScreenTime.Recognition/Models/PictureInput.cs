using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace ScreenTime.Recognition.Models;

/// <summary>How a model wants its pixels.</summary>
/// <param name="Name">The input's name in the graph.</param>
/// <param name="Batch">The name of its free batch dimension; empty where the model takes one picture a run.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Bytes">Whether it takes bytes, else floats.</param>
/// <param name="ChannelsFirst">Whether it is NCHW, else NHWC.</param>
/// <param name="BlueFirst">Whether it is BGR, else RGB.</param>
/// <param name="Mean">What is subtracted from a value, a number a channel in the model's own order.</param>
/// <param name="Deviation">What the rest is divided by, likewise.</param>
internal sealed record PictureInput(
    string Name, string Batch, int Width, int Height, bool Bytes, bool ChannelsFirst, bool BlueFirst, float[] Mean, float[] Deviation)
{
    /// <summary>The tensor of some RGB pictures of this size, which must stay as they are while it is used; a batch that they do not fill ends in black ones.</summary>
    public OrtValue Tensor(IReadOnlyList<ReadOnlyMemory<byte>> pictures, int batch)
    {
        var (pixels, size) = (Width * Height, Width * Height * 3);
        long[] shape = ChannelsFirst ? [batch, 3, Height, Width] : [batch, Height, Width, 3];
        var plain = Bytes && !ChannelsFirst && !BlueFirst;
        // As it is: the runtime reads it where it lies.
        if (plain && pictures.Count == 1 && batch == 1)
            return OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, MemoryMarshal.AsMemory(pictures[0]), shape);
        var bytes = Bytes ? new byte[checked(size * batch)] : [];
        var floats = Bytes ? [] : new float[checked(size * batch)];
        for (var f = 0; f < pictures.Count; f++)
        {
            var source = pictures[f].Span;
            if (plain)
            {
                source.CopyTo(bytes.AsSpan(f * size));
                continue;
            }

            for (var p = 0; p < pixels; p++)
            {
                for (var c = 0; c < 3; c++)
                {
                    var value = source[(p * 3) + (BlueFirst ? 2 - c : c)];
                    var at = (f * size) + (ChannelsFirst ? (c * pixels) + p : (p * 3) + c);
                    if (Bytes)
                        bytes[at] = value;
                    else
                        floats[at] = (value - Mean[c]) / Deviation[c];
                }
            }
        }

        return Bytes ? OrtValue.CreateTensorValueFromMemory(bytes, shape) : OrtValue.CreateTensorValueFromMemory(floats, shape);
    }
}
