using System.Diagnostics;
using ScreenTime.Recognition.Faces;
using ScreenTime.Recognition.Models;
using ScreenTime.Recognition.Sessions;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Tests.Faces;

/// <summary>Real faces: the composite of ../shared/data/media, with the models that <c>screentime models prepare</c> makes.</summary>
[StartsPrograms]
public sealed class KnownFacesTests
{
    [Fact]
    public async Task Pictures_of_one_person_lie_nearer_than_those_of_two()
    {
        // The woman turned half away and from the front; the man; the three in the corridor, the left one perhaps the same woman.
        using var finder = Finder("face-blaze");
        var woman = new[] { (await Faces(finder, 1.75))[0], (await Faces(finder, 36.75))[0] };
        var man = new[] { (await Faces(finder, 5))[0], (await Faces(finder, 7))[0] };
        var together = (await Faces(finder, 10.5)).OrderBy(face => face.Box.Left).ToList();
        Assert.Equal(2, together.Count);
        var corridor = (await Faces(finder, 19)).OrderBy(face => face.Box.Left).ToList();
        Assert.Equal(3, corridor.Count);
        // What the descriptor's authors and ../shared/research say: the same person 0.17 to 0.56, different ones 0.69 to 0.90; some of these are nearer.
        Assert.InRange(Apart(woman[0], woman[1]), 0, 0.56);
        Assert.InRange(Apart(woman[1], together[0]), 0, 0.56);
        Assert.InRange(Apart(man[0], man[1]), 0, 0.3);
        Assert.InRange(Apart(man[0], together[1]), 0, 0.56);
        Assert.InRange(Apart(man[0], woman[1]), 0.65, 0.95);
        Assert.InRange(Apart(man[0], corridor[1]), 0.6, 0.95);
        Assert.InRange(Apart(woman[1], corridor[2]), 0.58, 0.95);
    }

    [Fact]
    public async Task Small_faces_are_found_too()
    {
        using var finder = Finder("face-blaze");
        var faces = await Faces(finder, 25);
        Assert.Equal(4, faces.Count(face => face.Score > 0.7));
        Assert.All(faces.Where(face => face.Score > 0.7), face => Assert.InRange(face.Box.Width, 25, 75));
    }

    [Fact]
    public async Task The_users_own_detector_does_as_well()
    {
        using var models = new UserModels();
        using var finder = Finder("yunet", models.WithYuNet());
        var together = (await Faces(finder, 10.5)).OrderBy(face => face.Box.Left).ToList();
        Assert.Equal(2, together.Count);
        Assert.InRange(Apart(together[1], (await Faces(finder, 5))[0]), 0, 0.56);
    }

    private static double Apart(Face a, Face b) => Face.Distance(a.Descriptor, b.Descriptor);

    private static FaceFinder Finder(string detector, string? detectors = null)
    {
        var models = UserModels.Prepared("face-blaze", "face-dlib");
        var descriptor = ModelFolder.Read(models, "face-dlib", "face-descriptor", FaceDescriptor.Checked);
        return new FaceFinder(new FaceModelSet(ModelFolder.Read(detectors ?? models, detector, "face-detector", FaceDetector.Checked), descriptor), ExecutionProvider.Cpu, new Scenes.OpenGate());
    }

    private static async Task<IReadOnlyList<Face>> Faces(FaceFinder finder, double seconds)
    {
        var clip = SharedData.Path("media", "intel_recurring_composite.mp4");
        var start = new ProcessStartInfo("ffmpeg") { RedirectStandardOutput = true };
        foreach (var argument in (string[])["-v", "error", "-ss", FormattableString.Invariant($"{seconds}"), "-i", clip, "-frames:v", "1", "-vf", "scale=1280:720", "-pix_fmt", "rgb24", "-f", "rawvideo", "-"])
            start.ArgumentList.Add(argument);
        var pixels = new byte[1280 * 720 * 3];
        try
        {
            using var ffmpeg = Process.Start(start)!;
            await ffmpeg.StandardOutput.BaseStream.ReadExactlyAsync(pixels);
            await ffmpeg.WaitForExitAsync();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("needs ffmpeg");
        }

        return await finder.FindAsync(new RgbPicture(1280, 720, pixels), default);
    }
}
