using System.Globalization;
using System.Runtime.InteropServices;

namespace ScreenTime.Recognition.Sessions;

/// <summary>A graphics adapter as Windows counts them; DirectML's devices have the same numbers.</summary>
/// <param name="Index">The number.</param>
/// <param name="Name">What its maker calls it.</param>
/// <param name="DedicatedBytes">Memory of its own.</param>
/// <param name="IsSoftware">Whether the processor plays it.</param>
/// <param name="Luid">Windows' own key of it.</param>
internal sealed record GraphicsAdapter(int Index, string Name, long DedicatedBytes, bool IsSoftware, long Luid);

/// <summary>
/// The graphics adapters of Windows (DXGI: dxgi.h to dxgi1_6.h of the Windows SDK). Number 0 is the one that drives the first display, in many workstations the processor's own; the one that is worth
/// calculating on is asked of Windows, which knows the user's own choice too, and where it cannot say is the one with the most memory.
/// </summary>
internal static unsafe partial class GraphicsAdapters
{
    private const int MostAdapters = 64;
    private static readonly Lazy<(IReadOnlyList<GraphicsAdapter> Adapters, long? Fastest)> s_found = new(Find);

    /// <summary>All of them; none elsewhere than on Windows, or where DXGI does not work.</summary>
    public static IReadOnlyList<GraphicsAdapter> All => s_found.Value.Adapters;

    /// <summary>The number that DirectML takes when none was asked for.</summary>
    public static int Preferred => Choose(s_found.Value.Adapters, s_found.Value.Fastest);

    /// <summary>Chooses one: Windows' fastest unless that is software, else the one with the most memory of its own, the first of equals; 0 where there is none.</summary>
    /// <param name="adapters">All of them.</param>
    /// <param name="fastest">The key of the one that Windows holds for the fastest; null where it cannot say.</param>
    public static int Choose(IReadOnlyList<GraphicsAdapter> adapters, long? fastest) =>
        (adapters.FirstOrDefault(adapter => !adapter.IsSoftware && adapter.Luid == fastest)
            ?? adapters.Where(adapter => !adapter.IsSoftware).OrderByDescending(adapter => adapter.DedicatedBytes).ThenBy(adapter => adapter.Index).FirstOrDefault())?.Index ?? 0;

    /// <summary>Its name and memory for a sentence; empty where it is not known.</summary>
    public static string Describe(int index) => All.FirstOrDefault(adapter => adapter.Index == index) is { } adapter ? Describe(adapter.Name, adapter.DedicatedBytes) : "";

    /// <summary>A GPU for a sentence: <c>NVIDIA RTX A4000, 16 GiB</c>.</summary>
    public static string Describe(string name, long dedicatedBytes) => string.Create(CultureInfo.InvariantCulture, $"{name}, {dedicatedBytes / (1024.0 * 1024 * 1024):0.#} GiB");

    private static (IReadOnlyList<GraphicsAdapter> Adapters, long? Fastest) Find()
    {
        if (!OperatingSystem.IsWindows())
            return ([], null);
        try
        {
            return Enumerate();
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or SEHException)
        {
            return ([], null);
        }
    }

    private static (IReadOnlyList<GraphicsAdapter> Adapters, long? Fastest) Enumerate()
    {
        // The places of methods in the tables: those of IUnknown (3), IDXGIObject (4), then in the order of the headers.
        const int QueryInterface = 0, Release = 2, EnumAdapters1 = 12, GetDesc1 = 10, EnumAdapterByGpuPreference = 29, HighPerformance = 2;
        Guid factory1 = new("770aae78-f26f-4dba-a829-253c83d1b387"), factory6 = new("c1b6694f-ff09-44a9-b03c-77900a0a1d17"), adapter1 = new("29038f61-3839-4626-91fd-086879011a05");
        if (CreateDXGIFactory1(in factory1, out var factory) < 0)
            return ([], null);
        var adapters = new List<GraphicsAdapter>();
        long? fastest = null;
        try
        {
            nint adapter;
            for (uint i = 0; i < MostAdapters && ((delegate* unmanaged<nint, uint, nint*, int>)Method(factory, EnumAdapters1))(factory, i, &adapter) >= 0; i++)
                if (DescribeAndRelease(adapter) is { } description)
                    adapters.Add(new GraphicsAdapter((int)i, description.Name, description.DedicatedBytes, description.IsSoftware, description.Luid));

            nint newer;
            if (((delegate* unmanaged<nint, Guid*, nint*, int>)Method(factory, QueryInterface))(factory, &factory6, &newer) >= 0)
            {
                if (((delegate* unmanaged<nint, uint, int, Guid*, nint*, int>)Method(newer, EnumAdapterByGpuPreference))(newer, 0, HighPerformance, &adapter1, &adapter) >= 0)
                    fastest = DescribeAndRelease(adapter)?.Luid;
                _ = ((delegate* unmanaged<nint, uint>)Method(newer, Release))(newer);
            }
        }
        finally
        {
            _ = ((delegate* unmanaged<nint, uint>)Method(factory, Release))(factory);
        }

        return (adapters, fastest);

        static nint Method(nint instance, int place) => (*(nint**)instance)[place];

        static (string Name, long DedicatedBytes, bool IsSoftware, long Luid)? DescribeAndRelease(nint adapter)
        {
            // DXGI_ADAPTER_DESC1: a name of 128 characters, four numbers, three sizes of memory, the key, flags.
            const int NameChars = 128, Size = 312, DedicatedVideoMemory = 272, Luid = 296, Flags = 304, Software = 2;
            var description = stackalloc byte[Size];
            var told = ((delegate* unmanaged<nint, byte*, int>)Method(adapter, GetDesc1))(adapter, description) >= 0;
            _ = ((delegate* unmanaged<nint, uint>)Method(adapter, Release))(adapter);
            if (!told)
                return null;
            var name = new ReadOnlySpan<char>(description, NameChars);
            var end = name.IndexOf('\0');
            return (new string(end < 0 ? name : name[..end]).Trim(), *(long*)(description + DedicatedVideoMemory), (*(uint*)(description + Flags) & Software) != 0, *(long*)(description + Luid));
        }
    }

    [LibraryImport("dxgi")]
    private static partial int CreateDXGIFactory1(in Guid id, out nint factory);
}
