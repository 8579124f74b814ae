using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CsCheck;
using OpenTimelineIO;
using ScreenTime.Exporters.Report.Contract;
using ScreenTime.Exporters.Report.Pdf;
using ScreenTime.Host.Media;
using ScreenTime.Host.Reports;
using ScreenTime.Host.Sealing;
using ScreenTime.Host.Tests.Reports;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Sealing;

[StartsPrograms]
public sealed class SealingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-seal-").FullName;
    private readonly string _fingerprint;

    public SealingTests() => (_, _fingerprint) = SigningKey.Create(At("key.pem"), null);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_sealed_report_is_intact_and_says_which_key_signed_it()
    {
        var bundle = Seal();

        var outcome = await Verification.OfAsync(bundle, [], [], default);

        Assert.True(outcome.IsGood);
        Assert.Contains($"Signed with key {_fingerprint}; the holder is not verified.", outcome.Sentences);
        Assert.Contains(outcome.Sentences, sentence => sentence.StartsWith("INTACT", StringComparison.Ordinal));
        Assert.Contains(outcome.Sentences, sentence => sentence.Contains("DRAFT", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_changed_byte_is_found_wherever_it_is()
    {
        var bundle = Seal();
        var good = await File.ReadAllBytesAsync(bundle);
        for (var i = 0; i < good.Length; i++)
        {
            var changed = (byte[])good.Clone();
            changed[i] ^= 1;
            await File.WriteAllBytesAsync(bundle, changed);
            Assert.False((await Verification.OfAsync(bundle, [], [], default)).IsGood, $"byte {i}");
        }

        foreach (var other in new[] { good[..^1], [.. good, 0], [] })
        {
            await File.WriteAllBytesAsync(bundle, other);
            Assert.False((await Verification.OfAsync(bundle, [], [], default)).IsGood);
        }
    }

    [Fact]
    public async Task Whatever_bytes_of_a_real_report_are_changed_it_is_found()
    {
        Write("cut", _fingerprint);
        using (var pdf = new MemoryStream())
        {
            new ContractPdfWriter().Write(ReportBuilder.Build(Result(), null, new ReportSettings(["tutorial-1fps"], KeyFingerprint: _fingerprint)), pdf);
            await File.WriteAllBytesAsync(At("cut.report.pdf"), pdf.ToArray());
        }

        using var key = SigningKey.Load(At("key.pem"), null);
        ReportBundle.Seal(At("cut.report.pdf"), At("cut.report.json"), key, null, true, At("real.screentime"));
        Assert.True((await Verification.OfAsync(At("real.screentime"), [], [], default)).IsGood);
        var good = await File.ReadAllBytesAsync(At("real.screentime"));
        await Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte[1, 255]).Array[1, 6].SampleAsync(
            async flips =>
            {
                var changed = (byte[])good.Clone();
                foreach (var (at, by) in flips.DistinctBy(flip => flip.Item1))
                    changed[at] ^= by;
                var path = At($"{Guid.NewGuid():N}.screentime");
                await File.WriteAllBytesAsync(path, changed);
                Assert.False((await Verification.OfAsync(path, [], [], default)).IsGood);
                File.Delete(path);
            },
            iter: 200,
            threads: 1);
    }

    [Theory]
    [InlineData("report.pdf")]
    [InlineData("signature.der")]
    [InlineData("timestamp.der")]
    [InlineData("REPORT.PDF")]
    public async Task A_second_file_of_a_name_is_found_before_or_behind_the_first(string name)
    {
        var good = StoredZip.Read(await File.ReadAllBytesAsync(Seal()))!;
        (string Name, byte[] Content) forged = (name, "forged"u8.ToArray());
        // A time stamp is the one file that may be added: a second one may not.
        var sealedWith = name == "timestamp.der" ? [.. good, forged] : good;

        foreach (var entries in new IReadOnlyList<(string Name, byte[] Content)>[] { [.. sealedWith, forged], [forged, .. sealedWith] })
        {
            await File.WriteAllBytesAsync(At("twice.screentime"), StoredZip.Write(entries));
            Assert.StartsWith("NOT INTACT", Assert.Single((await Verification.OfAsync(At("twice.screentime"), [], [], default)).Sentences), StringComparison.Ordinal);
            Assert.Equal(ExitCode.NotVerified, Assert.Throws<UserException>(() => Verification.TimeStampRequest(At("twice.screentime"))).ExitCode);
        }
    }

    [Fact]
    public void Any_program_unpacks_it()
    {
        using var zip = System.IO.Compression.ZipFile.OpenRead(Seal());

        Assert.Equal(["report.pdf", "report.json", "key.der", "manifest.json", "signature.der"], zip.Entries.Select(entry => entry.FullName));
        using var reader = new StreamReader(zip.GetEntry("report.json")!.Open());
        Assert.Equal(File.ReadAllText(At("cut.report.json")), reader.ReadToEnd());
    }

    [Fact]
    public void What_does_not_belong_together_is_not_sealed()
    {
        using var key = SigningKey.Load(At("key.pem"), null);
        SigningKey.Create(At("other.pem"), null);
        using var other = SigningKey.Load(At("other.pem"), null);
        Write("cut", _fingerprint);

        Assert.Contains("draft", Refused(key, draft: false), StringComparison.Ordinal);
        Assert.Contains("was written for the key", Refused(other, draft: true), StringComparison.Ordinal);
        File.AppendAllText(At("cut.report.json"), " ");
        Assert.Contains("not of one report", Refused(key, draft: true), StringComparison.Ordinal);
        Write("cut", "");
        Assert.Contains("names no key", Refused(key, draft: true), StringComparison.Ordinal);

        string Refused(SigningKey with, bool draft)
        {
            var failure = Assert.Throws<UserException>(() => ReportBundle.Seal(At("cut.report.pdf"), At("cut.report.json"), with, null, draft, At("x.screentime")));
            Assert.False(File.Exists(At("x.screentime")));
            return failure.Message;
        }
    }

    [Fact]
    public async Task A_certificate_names_the_holder()
    {
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportFromPem(await File.ReadAllTextAsync(At("key.pem")));
        var request = new CertificateRequest("CN=Muster & Partner", ecdsa, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(80));
        await File.WriteAllTextAsync(At("cert.pem"), certificate.ExportCertificatePem());

        var outcome = await Verification.OfAsync(Seal(At("cert.pem")), [], [], default);

        Assert.True(outcome.IsGood);
        Assert.Contains(outcome.Sentences, sentence => sentence.Contains("CN=Muster & Partner", StringComparison.Ordinal) && sentence.Contains("does not know", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_RSA_key_and_an_encrypted_one_sign_too(bool encrypted)
    {
        var rsa = RSA.Create(2048);
        var pem = encrypted
            ? rsa.ExportEncryptedPkcs8PrivateKeyPem("open sesame", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000))
            : rsa.ExportPkcs8PrivateKeyPem();
        await File.WriteAllTextAsync(At("rsa.pem"), pem);
        if (encrypted)
        {
            Assert.Equal(ExitCode.Usage, Assert.Throws<UserException>(() => SigningKey.Load(At("rsa.pem"), null)).ExitCode);
            Assert.Equal(ExitCode.InputInvalid, Assert.Throws<UserException>(() => SigningKey.Load(At("rsa.pem"), "wrong")).ExitCode);
        }

        using var key = SigningKey.Load(At("rsa.pem"), encrypted ? "open sesame" : null);
        Write("cut", key.Fingerprint);
        ReportBundle.Seal(At("cut.report.pdf"), At("cut.report.json"), key, null, true, At("rsa.screentime"));

        Assert.True((await Verification.OfAsync(At("rsa.screentime"), [], [], default)).IsGood);
    }

    [Fact]
    public void A_private_key_is_for_its_owner_alone_and_never_overwritten()
    {
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(At("key.pem")));
        Assert.Equal(_fingerprint, SigningKey.FingerprintIn(At("key.pub.pem")));
        Assert.Equal(ExitCode.OutputUnwritable, Assert.Throws<UserException>(() => SigningKey.Create(At("key.pem"), null)).ExitCode);
        // The first key of a fresh checkout goes into a folder that is not there yet.
        Assert.Equal(SigningKey.Create(At("new/folder/key.pem"), null).Fingerprint, SigningKey.FingerprintIn(At("new/folder/key.pub.pem")));
    }

    [Fact]
    public async Task Timeline_and_media_are_compared_with_those_that_were_measured()
    {
        await File.WriteAllTextAsync(At("cut.otio"), "the timeline");
        await File.WriteAllTextAsync(At("a.mov"), "the film");
        string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        var bundle = Seal(result: Result() with
        {
            Provenance = Found.Provenance with { TimelineHash = Hash("the timeline") },
            Media = [new MediaUse(Hash("the film"), "a.mov", "found", "", 0)],
        });

        Assert.True((await Verification.OfAsync(bundle, [At("cut.otio")], [_folder], default)).IsGood);
        await File.WriteAllTextAsync(At("a.mov"), "another film");
        var outcome = await Verification.OfAsync(bundle, [At("cut.otio")], [_folder], default);
        Assert.False(outcome.IsGood);
        Assert.Contains("Media a.mov: NOT the file that was measured.", outcome.Sentences);
        File.Delete(At("a.mov"));
        Assert.Contains("Media a.mov: NOT found in the folders that were named.", (await Verification.OfAsync(bundle, [], [_folder], default)).Sentences);
        await File.AppendAllTextAsync(At("cut.otio"), ".");
        Assert.Contains("Timeline cut.otio: NOT the one that was measured.", (await Verification.OfAsync(bundle, [At("cut.otio")], [], default)).Sentences);
    }

    [Fact]
    public async Task An_image_sequence_is_compared_image_by_image()
    {
        var folder = Directory.CreateDirectory(At("scans/reel")).FullName;
        for (var i = 0; i < 5; i++)
            await File.WriteAllTextAsync(Path.Combine(folder, $"s.{101 + i:0000}.dpx"), $"image {i}");
        var images = new ImageSequence(folder, "s.", ".dpx", 4, 101, 1, new FrameRate(24, 1), MissingFramePolicy.Error, 5);
        var id = (await SequenceImages.FindAsync(images, ImageFolder.List(folder), default)).Id;
        var bundle = Seal(result: Result() with
        {
            Media = [new MediaUse(id, "s.[0101-0105].dpx", "found", "", 0) { Sequence = new ImageSequenceUse("s.", ".dpx", 4, 101, 1, new FrameRate(24, 1), "Error", 5) }],
        });

        Assert.Contains("Media s.[0101-0105].dpx: the images that were measured.", (await Verification.OfAsync(bundle, [], [At("scans")], default)).Sentences);
        Assert.True((await Verification.OfAsync(bundle, [], [Path.Combine(folder, "s.0103.dpx")], default)).IsGood);
        await File.WriteAllTextAsync(Path.Combine(folder, "s.0103.dpx"), "image X");
        var changed = await Verification.OfAsync(bundle, [], [At("scans")], default);
        Assert.False(changed.IsGood);
        Assert.Contains("Media s.[0101-0105].dpx: NOT the images that were measured.", changed.Sentences);
        Directory.Delete(folder, recursive: true);
        Assert.Contains("Media s.[0101-0105].dpx: NOT found in the folders that were named.", (await Verification.OfAsync(bundle, [], [At("scans")], default)).Sentences);
    }

    [Fact]
    public async Task A_time_stamp_of_an_authority_is_added_and_checked()
    {
        var bundle = Seal();
        await File.WriteAllBytesAsync(At("request.tsq"), Verification.TimeStampRequest(bundle));
        Authority();
        Tool.Run("openssl", "ts", "-reply", "-config", At("ts.cnf"), "-queryfile", At("request.tsq"), "-signer", At("tsa.pem"), "-inkey", At("tsa.key"), "-out", At("answer.tsr"));

        Verification.AddTimeStamp(bundle, At("answer.tsr"));

        var outcome = await Verification.OfAsync(bundle, [], [], default);
        Assert.True(outcome.IsGood, string.Join('\n', outcome.Sentences));
        Assert.Contains(outcome.Sentences, sentence => sentence.StartsWith("Time stamp: signed not later than ", StringComparison.Ordinal) && sentence.Contains("Test TSA", StringComparison.Ordinal));
        // The stamp of one report is none of another's.
        var other = Seal(result: Result() with { TimelineName = "other" });
        Assert.Equal(ExitCode.InputInvalid, Assert.Throws<UserException>(() => Verification.AddTimeStamp(other, At("answer.tsr"))).ExitCode);
        var bytes = await File.ReadAllBytesAsync(bundle);
        bytes[^400] ^= 1;
        await File.WriteAllBytesAsync(bundle, bytes);
        Assert.False((await Verification.OfAsync(bundle, [], [], default)).IsGood);
    }

    private void Authority()
    {
        File.WriteAllText(At("ts.cnf"), $"""
            [tsa]
            default_tsa = one
            [one]
            serial = {At("serial")}
            signer_digest = sha256
            default_policy = 1.2.3.4
            digests = sha256
            ess_cert_id_alg = sha256
            """);
        File.WriteAllText(At("serial"), "01\n");
        Tool.Run(
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", At("tsa.key"), "-out", At("tsa.pem"), "-days", "2", "-subj", "/CN=Test TSA",
            "-addext", "extendedKeyUsage=critical,timeStamping");
    }

    private static AnalysisResult Result() => Found.Result(new FrameRate(24, 1), 480, [Found.Character("anna")], [("anna", 0, 100)]);

    private string Seal(string? certificate = null, AnalysisResult? result = null)
    {
        Write("cut", _fingerprint, result);
        using var key = SigningKey.Load(At("key.pem"), null);
        var path = At($"{Guid.NewGuid():N}.screentime");
        ReportBundle.Seal(At("cut.report.pdf"), At("cut.report.json"), key, certificate, true, path);
        return path;
    }

    /// <summary>A report's JSON, and beside it what bears a PDF's mark: small, so that every byte can be tried.</summary>
    private void Write(string name, string fingerprint, AnalysisResult? result = null)
    {
        using var json = new MemoryStream();
        new ContractJsonWriter().Write(ReportBuilder.Build(result ?? Result(), null, new ReportSettings(["tutorial-1fps"], KeyFingerprint: fingerprint)), json);
        File.WriteAllBytes(At(name + ".report.json"), json.ToArray());
        File.WriteAllText(At(name + ".report.pdf"), $"%PDF-1.4 /Keywords ({ReportBundle.MarkOf(json.ToArray())})");
    }

    private string At(string name) => Path.Combine(_folder, name);
}
