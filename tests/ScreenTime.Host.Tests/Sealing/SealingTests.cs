using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using OpenTimelineIO;
using ScreenTime.Exporters.Report.Contract;
using ScreenTime.Exporters.Report.Pdf;
using ScreenTime.Host.Corrections;
using ScreenTime.Host.Media;
using ScreenTime.Host.Plugins;
using ScreenTime.Host.Reports;
using ScreenTime.Host.Results;
using ScreenTime.Host.Sealing;
using ScreenTime.Host.Tests.Jobs;
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

        var outcome = await Verification.OfAsync(bundle, [], [], null, default);

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
            Assert.False((await Verification.OfAsync(bundle, [], [], null, default)).IsGood, $"byte {i}");
        }

        foreach (var other in new[] { good[..^1], [.. good, 0], [] })
        {
            await File.WriteAllBytesAsync(bundle, other);
            Assert.False((await Verification.OfAsync(bundle, [], [], null, default)).IsGood);
        }
    }

    [Fact]
    public async Task Whatever_bytes_of_a_real_report_are_changed_it_is_found()
    {
        Write(_fingerprint);
        using (var pdf = new MemoryStream())
        {
            new ContractPdfWriter().Write(ReportBuilder.Build(Result(), null, new ReportSettings(["tutorial-1fps"], KeyFingerprint: _fingerprint)), pdf);
            await File.WriteAllBytesAsync(At("cut.report.pdf"), pdf.ToArray());
        }

        using var key = SigningKey.Load(At("key.pem"), null);
        ReportBundle.Seal(At("cut.report.pdf"), At("cut.report.json"), key, null, true, At("real.screentime"));
        Assert.True((await Verification.OfAsync(At("real.screentime"), [], [], null, default)).IsGood);
        var good = await File.ReadAllBytesAsync(At("real.screentime"));
        await Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte[1, 255]).Array[1, 6].SampleAsync(
            async flips =>
            {
                var changed = (byte[])good.Clone();
                foreach (var (at, by) in flips.DistinctBy(flip => flip.Item1))
                    changed[at] ^= by;
                var path = At($"{Guid.NewGuid():N}.screentime");
                await File.WriteAllBytesAsync(path, changed);
                Assert.False((await Verification.OfAsync(path, [], [], null, default)).IsGood);
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
            Assert.StartsWith("NOT INTACT", Assert.Single((await Verification.OfAsync(At("twice.screentime"), [], [], null, default)).Sentences), StringComparison.Ordinal);
            Assert.Equal(ExitCode.NotVerified, Assert.Throws<UserException>(() => Verification.TimeStampRequest(At("twice.screentime"))).ExitCode);
        }
    }

    [Fact]
    public async Task A_report_that_names_another_key_than_signed_it_is_not_intact()
    {
        Write(_fingerprint);
        var (pdf, json) = (await File.ReadAllBytesAsync(At("cut.report.pdf")), await File.ReadAllTextAsync(At("cut.report.json")));
        SigningKey.Create(At("mallory.pem"), null);
        using var mallory = SigningKey.Load(At("mallory.pem"), null);
        string Marked(string text) => $"%PDF-1.4 /Keywords ({ReportBundle.MarkOf(Encoding.UTF8.GetBytes(text))})";

        // The owner's pages over other figures; pages that were marked for these; a report of the forger's own key under the owner's pages.
        var figures = json.Replace("\"frame_count\": 480", "\"frame_count\": 481", StringComparison.Ordinal);
        Assert.NotEqual(json, figures);
        var named = $"NOT INTACT: its report names the key {_fingerprint}, and {mallory.Fingerprint} signed it.";
        Assert.Equal(named, await Said(pdf, figures));
        Assert.Equal(named, await Said(Encoding.UTF8.GetBytes(Marked(figures)), figures));
        var own = json.Replace(_fingerprint, mallory.Fingerprint, StringComparison.Ordinal);
        Assert.Equal("NOT INTACT: its PDF and its JSON are not of one report.", await Said(pdf, own));
        var none = json.Replace(_fingerprint, "", StringComparison.Ordinal);
        Assert.Equal("NOT INTACT: its report names no key.", await Said(Encoding.UTF8.GetBytes(Marked(none)), none));
        // Which of two values is meant depends on who reads.
        var both = json.Replace($"\"key\": \"{_fingerprint}\",", $"\"key\": \"{_fingerprint}\", \"key\": \"{mallory.Fingerprint}\",", StringComparison.Ordinal);
        Assert.NotEqual(json, both);
        Assert.Equal("NOT INTACT: it holds no report.", await Said(Encoding.UTF8.GetBytes(Marked(both)), both));
        // What the forger writes as theirs is theirs: whose key it is, the reader must know.
        await Sign(Encoding.UTF8.GetBytes(Marked(own)), own);
        Assert.True((await Verification.OfAsync(At("forged.screentime"), [], [], null, default)).IsGood);
        Assert.False((await Verification.OfAsync(At("forged.screentime"), [], [], _fingerprint, default)).IsGood);

        async Task<string> Said(byte[] pages, string figures)
        {
            await Sign(pages, figures);
            var outcome = await Verification.OfAsync(At("forged.screentime"), [], [], null, default);
            Assert.False(outcome.IsGood);
            Assert.Equal(ExitCode.NotVerified, Assert.Throws<UserException>(() => Verification.TimeStampRequest(At("forged.screentime"))).ExitCode);
            return Assert.Single(outcome.Sentences);
        }

        Task Sign(byte[] pages, string figures) =>
            WriteSignedAsync("forged.screentime", mallory, [("report.pdf", pages), ("report.json", Encoding.UTF8.GetBytes(figures)), ("key.der", mallory.PublicKey)]);
    }

    [Fact]
    public async Task A_manifest_that_lists_a_file_twice_is_not_intact()
    {
        Write(_fingerprint);
        using var key = SigningKey.Load(At("key.pem"), null);
        (string Name, byte[] Content)[] files = [("report.pdf", await File.ReadAllBytesAsync(At("cut.report.pdf"))), ("report.json", await File.ReadAllBytesAsync(At("cut.report.json"))), ("key.der", key.PublicKey)];

        await WriteSignedAsync("once.screentime", key, files);
        await WriteSignedAsync("twice.screentime", key, files, ("report.pdf", []));

        Assert.True((await Verification.OfAsync(At("once.screentime"), [], [], null, default)).IsGood);
        Assert.Equal(["NOT INTACT: its manifest cannot be read."], (await Verification.OfAsync(At("twice.screentime"), [], [], null, default)).Sentences);
    }

    [Fact]
    public async Task Whoever_expects_a_key_is_told_when_another_signed()
    {
        var bundle = Seal();
        SigningKey.Create(At("other.pem"), null);
        var other = SigningKey.FingerprintIn(At("other.pem"));

        var expected = await Verification.OfAsync(bundle, [], [], SigningKey.ReadFingerprint(_fingerprint.ToUpperInvariant()), default);
        var unexpected = await Verification.OfAsync(bundle, [], [], other, default);

        Assert.True(expected.IsGood);
        Assert.Contains("It is the key that was expected.", expected.Sentences);
        Assert.False(unexpected.IsGood);
        Assert.Contains($"It is NOT the key that was expected, {other}.", unexpected.Sentences);
        Assert.Equal(_fingerprint, SigningKey.ReadFingerprint(_fingerprint.Replace(" ", "", StringComparison.Ordinal)));
        foreach (var less in new[] { "", _fingerprint[..8], _fingerprint[..^1], _fingerprint + "0", _fingerprint[..^1] + "g" })
            Assert.Throws<FormatException>(() => SigningKey.ReadFingerprint(less));
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
        Write(_fingerprint);

        Assert.Contains("draft", Refused(key, draft: false), StringComparison.Ordinal);
        Assert.Contains("was written for the key", Refused(other, draft: true), StringComparison.Ordinal);
        File.AppendAllText(At("cut.report.json"), " ");
        Assert.Contains("not of one report", Refused(key, draft: true), StringComparison.Ordinal);
        Write("");
        Assert.Contains("names no key", Refused(key, draft: true), StringComparison.Ordinal);

        string Refused(SigningKey with, bool draft)
        {
            var failure = Assert.Throws<UserException>(() => ReportBundle.Seal(At("cut.report.pdf"), At("cut.report.json"), with, null, draft, At("x.screentime")));
            Assert.False(File.Exists(At("x.screentime")));
            return failure.Message;
        }
    }

    [Fact]
    public async Task A_report_is_sealed_only_beside_the_analysis_that_it_was_written_from()
    {
        var folder = Directory.CreateDirectory(At("result")).FullName;
        await WriteResultAsync(Result());
        await ReportAsync(folder);
        await ReportAsync(At("elsewhere"));
        Assert.Null(Problem(folder));

        CorrectionLog.Read(folder).Add(0, "Ada", "reject", [new Stretch("anna", new FrameRange(0, 100))], [], TimeProvider.System);
        Assert.EndsWith("changed since the report was written: write it again", Problem(folder), StringComparison.Ordinal);
        // There is no analysis beside that one.
        Assert.Null(Problem(At("elsewhere")));
        await ReportAsync(folder);
        Assert.Null(Problem(folder));
        await WriteResultAsync(Result() with { Provenance = Found.Provenance with { RunId = "fedcba9876543210" } });
        Assert.EndsWith("changed since the report was written: write it again", Problem(folder), StringComparison.Ordinal);
        // An earlier version's report says nothing of it.
        WriteTo(folder, ReportBuilder.Build(Result(), null, new ReportSettings([], KeyFingerprint: _fingerprint)));
        Assert.Contains("does not say what it was written from", Problem(folder), StringComparison.Ordinal);

        async Task WriteResultAsync(AnalysisResult result)
        {
            using var file = new MemoryStream();
            ResultFile.Write(result, file);
            await File.WriteAllBytesAsync(Path.Combine(folder, ResultFile.Name), file.ToArray());
        }

        async Task ReportAsync(string target)
        {
            var plugins = PluginCatalog.Load([], new HashSet<string>(), NullLoggerFactory.Instance);
            var outcome = await new ReportJob(plugins, new RecordedProgress()).RunAsync(folder, new ReportSettings([], KeyFingerprint: _fingerprint), [], target, [], default);
            WriteTo(Directory.CreateDirectory(target).FullName, outcome.Report);
        }

        string? Problem(string target)
        {
            using var key = SigningKey.Load(At("key.pem"), null);
            return Record.Exception(() => ReportBundle.Seal(Path.Combine(target, "cut.report.pdf"), Path.Combine(target, "cut.report.json"), key, null, true, At("x.screentime")))?.Message;
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

        var outcome = await Verification.OfAsync(Seal(At("cert.pem")), [], [], null, default);

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
        Write(key.Fingerprint);
        ReportBundle.Seal(At("cut.report.pdf"), At("cut.report.json"), key, null, true, At("rsa.screentime"));

        Assert.True((await Verification.OfAsync(At("rsa.screentime"), [], [], null, default)).IsGood);
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

        Assert.True((await Verification.OfAsync(bundle, [At("cut.otio")], [_folder], null, default)).IsGood);
        await File.WriteAllTextAsync(At("a.mov"), "another film");
        var outcome = await Verification.OfAsync(bundle, [At("cut.otio")], [_folder], null, default);
        Assert.False(outcome.IsGood);
        Assert.Contains("Media a.mov: NOT the file that was measured.", outcome.Sentences);
        File.Delete(At("a.mov"));
        Assert.Contains("Media a.mov: NOT found in what --media names.", (await Verification.OfAsync(bundle, [], [_folder], null, default)).Sentences);
        await File.AppendAllTextAsync(At("cut.otio"), ".");
        Assert.Contains("Timeline cut.otio: NOT the one that was measured.", (await Verification.OfAsync(bundle, [At("cut.otio")], [], null, default)).Sentences);
    }

    [Fact]
    public async Task A_film_that_is_named_outright_is_known_by_what_is_in_it()
    {
        string Film(string name)
        {
            File.WriteAllText(At(name), $"film {name[0]}");
            return At(name);
        }

        static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        var bundle = Seal(result: Result() with
        {
            Media = [new MediaUse(Hash("film a"), "a.mov", "found", "", 0), new MediaUse(Hash("film b"), "b.mov", "found", "", 0), new MediaUse("", "c.mov", "offline", "", 0)],
        });
        var (renamed, right, other) = (Film("a of the archive.mov"), Film("b.mov"), Film("x.mov"));
        const string Unmeasured = "Media c.mov: not compared, since it was not there to be measured: the report has no hash of it.";

        var good = await Verification.OfAsync(bundle, [], [renamed, right], null, default);
        Assert.True(good.IsGood);
        Assert.Equal([Unmeasured, "Media a.mov: the file that was measured.", "Media b.mov: the file that was measured."], good.Sentences.TakeLast(3));
        // The name does not make it: two films that changed names are both there.
        File.Move(renamed, At("tmp"));
        File.Move(right, At("a.mov"));
        File.Move(At("tmp"), right);
        Assert.True((await Verification.OfAsync(bundle, [], [At("a.mov"), right], null, default)).IsGood);
        // Nor is one that was never measured let through beside those that were.
        var more = await Verification.OfAsync(bundle, [], [At("a.mov"), right, other], null, default);
        Assert.False(more.IsGood);
        Assert.Equal("File x.mov: NOT one of those that were measured.", more.Sentences[^1]);
        var less = await Verification.OfAsync(bundle, [], [right], null, default);
        Assert.False(less.IsGood);
        Assert.Equal([Unmeasured, "Media a.mov: the file that was measured.", "Media b.mov: NOT the file that was measured."], less.Sentences.TakeLast(3));
        // In a folder, where there are many, the name says which is meant.
        Assert.Contains("Media a.mov: NOT the file that was measured.", (await Verification.OfAsync(bundle, [], [_folder], null, default)).Sentences);
    }

    [Fact]
    public async Task Media_that_were_not_there_to_be_measured_are_said_to_be_none_to_compare_with()
    {
        var bundle = Seal(result: Result() with { Media = [new MediaUse("", "a.mov", "offline", "", 480)] });
        await File.WriteAllTextAsync(At("a.mov"), "the film");

        var outcome = await Verification.OfAsync(bundle, [], [At("a.mov")], null, default);

        Assert.False(outcome.IsGood);
        Assert.Equal(
            ["Media a.mov: not compared, since it was not there to be measured: the report has no hash of it.", "Media: NOT compared, since the report has a hash of none."], outcome.Sentences.TakeLast(2));
        Assert.True((await Verification.OfAsync(bundle, [], [], null, default)).IsGood);
        Assert.Equal(ExitCode.InputMissing, (await Assert.ThrowsAsync<UserException>(() => Verification.OfAsync(bundle, [], [At("nowhere")], null, default))).ExitCode);
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

        Assert.Contains("Media s.[0101-0105].dpx: the images that were measured.", (await Verification.OfAsync(bundle, [], [At("scans")], null, default)).Sentences);
        Assert.True((await Verification.OfAsync(bundle, [], [Path.Combine(folder, "s.0103.dpx")], null, default)).IsGood);
        await File.WriteAllTextAsync(Path.Combine(folder, "s.0103.dpx"), "image X");
        var changed = await Verification.OfAsync(bundle, [], [At("scans")], null, default);
        Assert.False(changed.IsGood);
        Assert.Contains("Media s.[0101-0105].dpx: NOT the images that were measured.", changed.Sentences);
        Directory.Delete(folder, recursive: true);
        Assert.Contains("Media s.[0101-0105].dpx: NOT found in what --media names.", (await Verification.OfAsync(bundle, [], [At("scans")], null, default)).Sentences);
    }

    [Fact]
    public async Task A_time_stamp_of_an_authority_is_added_and_checked()
    {
        var bundle = Seal();
        await File.WriteAllBytesAsync(At("request.tsq"), Verification.TimeStampRequest(bundle));
        Authority();
        Tool.Run("openssl", "ts", "-reply", "-config", At("ts.cnf"), "-queryfile", At("request.tsq"), "-signer", At("tsa.pem"), "-inkey", At("tsa.key"), "-out", At("answer.tsr"));

        Verification.AddTimeStamp(bundle, At("answer.tsr"));

        var outcome = await Verification.OfAsync(bundle, [], [], null, default);
        Assert.True(outcome.IsGood, string.Join('\n', outcome.Sentences));
        Assert.Contains(outcome.Sentences, sentence => sentence.StartsWith("Time stamp: signed not later than ", StringComparison.Ordinal) && sentence.Contains("Test TSA", StringComparison.Ordinal));
        // The stamp of one report is none of another's.
        var other = Seal(result: Result() with { TimelineName = "other" });
        Assert.Equal(ExitCode.InputInvalid, Assert.Throws<UserException>(() => Verification.AddTimeStamp(other, At("answer.tsr"))).ExitCode);
        var bytes = await File.ReadAllBytesAsync(bundle);
        bytes[^400] ^= 1;
        await File.WriteAllBytesAsync(bundle, bytes);
        Assert.False((await Verification.OfAsync(bundle, [], [], null, default)).IsGood);
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

    /// <summary>A bundle as any program can make one: these files, and a manifest of them that is signed; the manifest may list more.</summary>
    private Task WriteSignedAsync(string name, SigningKey key, IReadOnlyList<(string Name, byte[] Content)> files, params (string Name, byte[] Content)[] more)
    {
        var listed = files.Concat(more).Select(file => $$"""{ "name": "{{file.Name}}", "sha256": "{{Convert.ToHexStringLower(SHA256.HashData(file.Content))}}" }""");
        var manifest = Encoding.UTF8.GetBytes($$"""{ "format": "screentime-bundle/1", "algorithm": "{{key.Algorithm}}", "files": [{{string.Join(", ", listed)}}] }""");
        return File.WriteAllBytesAsync(At(name), StoredZip.Write([.. files, ("manifest.json", manifest), ("signature.der", key.Sign(manifest))]));
    }

    private static AnalysisResult Result() => Found.Result(new FrameRate(24, 1), 480, [Found.Character("anna")], [("anna", 0, 100)]);

    private string Seal(string? certificate = null, AnalysisResult? result = null)
    {
        Write(_fingerprint, result);
        using var key = SigningKey.Load(At("key.pem"), null);
        var path = At($"{Guid.NewGuid():N}.screentime");
        ReportBundle.Seal(At("cut.report.pdf"), At("cut.report.json"), key, certificate, true, path);
        return path;
    }

    /// <summary>A report's JSON, and beside it what bears a PDF's mark: small, so that every byte can be tried.</summary>
    private void Write(string fingerprint, AnalysisResult? result = null) =>
        WriteTo(_folder, ReportBuilder.Build(result ?? Result(), null, new ReportSettings(["tutorial-1fps"], KeyFingerprint: fingerprint)));

    private static void WriteTo(string folder, ContractReport report)
    {
        using var json = new MemoryStream();
        new ContractJsonWriter().Write(report, json);
        File.WriteAllBytes(Path.Combine(folder, "cut.report.json"), json.ToArray());
        File.WriteAllText(Path.Combine(folder, "cut.report.pdf"), $"%PDF-1.4 /Keywords ({ReportBundle.MarkOf(json.ToArray())})");
    }

    private string At(string name) => Path.Combine(_folder, name);
}
