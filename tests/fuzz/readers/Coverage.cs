using System.Numerics;
using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace ScreenTime.Fuzz;

/// <summary>
/// Which branches of the readers an input took and about how often, as afl counts them: each is a byte of SharpFuzz's map, and 1, 2, 3, 4–7 … times are
/// different things. Without instrumentation the map stays empty.
/// </summary>
internal sealed unsafe class Coverage
{
    private const int Size = 1 << 16;
    private readonly byte[] _seen = new byte[Size];

    /// <summary>Gives the map its memory, before a reader is used for the first time; afl brings its own.</summary>
    public static void Open() => Trace.SharedMem = (byte*)NativeMemory.AllocZeroed(Size);

    /// <summary>How many branches were ever taken.</summary>
    public int Branches { get; private set; }

    public static void Clear()
    {
        new Span<byte>(Trace.SharedMem, Size).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Begins anew, for another target.</summary>
    public void Forget()
    {
        Array.Clear(_seen);
        Branches = 0;
    }

    /// <summary>Takes note of what the last input did.</summary>
    /// <returns>Whether no input before did it.</returns>
    public bool Note()
    {
        var isNew = false;
        var words = MemoryMarshal.Cast<byte, ulong>(new Span<byte>(Trace.SharedMem, Size));
        for (var word = 0; word < words.Length; word++)
            if (words[word] != 0)
                for (var i = word * sizeof(ulong); i < (word + 1) * sizeof(ulong); i++)
                    isNew |= Note(i, Trace.SharedMem[i]);
        return isNew;
    }

    private bool Note(int branch, byte count)
    {
        var bit = (byte)(count == 0 ? 0 : count < 4 ? 1 << (count - 1) : 8 << Math.Min(BitOperations.Log2(count) - 2, 4));
        if ((_seen[branch] | bit) == _seen[branch])
            return false;
        Branches += _seen[branch] == 0 ? 1 : 0;
        _seen[branch] |= bit;
        return true;
    }
}
