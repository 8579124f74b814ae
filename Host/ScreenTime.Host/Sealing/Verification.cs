using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using ScreenTime.Host.Files;
using ScreenTime.Host.Media;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Sealing;

/// <summary>What was found of a sealed report.</summary>
/// <param name="IsGood">Whether everything that was asked for holds.</param>
/// <param name="Sentences">What was found, a sentence each.</param>
public sealed record VerificationOutcome(bool IsGood, IReadOnlyList<string> Sentences);

/// <summary><c>screentime verify</c>: whether a sealed report is intact, who signed it, and whether timeline and media are still those that were measured. Offline.</summary>
public static class Verification
{
    private static readonly string[] s_required = [ReportBundle.Pdf, ReportBundle.Json, ReportBundle.Key, ReportBundle.Manifest, ReportBundle.Signature];

    /// <summary>Verifies a bundle.</summary>
    /// <param name="path">The bundle.</param>
    /// <param name="timeline">The timeline to compare with, its files in the order in which they were analysed; empty for none.</param>
    /// <param name="media">Media files, compared whatever they are called, and folders to look for the media in; empty to leave them out.</param>
    /// <param name="expectedKey">The fingerprint of whom the reader takes for the signer; null where nobody is expected.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<VerificationOutcome> OfAsync(
        string path, IReadOnlyList<string> timeline, IReadOnlyList<string> media, string? expectedKey, CancellationToken cancellationToken)
    {
        if (ReportBundle.Read(path) is not { } bundle)
            return new VerificationOutcome(false, ["NOT INTACT: the file is no sealed report, or bytes of it were changed."]);
        if (!IsIntact(bundle, out var report, out var why))
            return new VerificationOutcome(false, [$"NOT INTACT: {why}"]);
        var good = true;
        var sentences = new List<string>
        {
            "INTACT: every byte is as it was signed.",
            $"Report on \"{report.Timeline}\", run {report.Run}{(report.IsDraft ? ": a DRAFT, unaudited" : ", audited")}.",
            Signer(bundle),
        };
        if (expectedKey is not null)
        {
            var expected = expectedKey == SigningKey.FingerprintOf(bundle[ReportBundle.Key]!);
            good &= expected;
            sentences.Add(expected ? "It is the key that was expected." : $"It is NOT the key that was expected, {expectedKey}.");
        }

        if (bundle[ReportBundle.TimeStamp] is { } token)
        {
            var (valid, sentence) = TimeStamped(bundle, token);
            good &= valid;
            sentences.Add(sentence);
        }
        else
        {
            sentences.Add("No time stamp was added: when it was signed is not proven.");
        }

        if (timeline.Count > 0)
            good &= CompareTimeline(report, timeline, sentences);
        if (media.Count > 0)
            good &= await CompareMediaAsync(report, media, sentences, cancellationToken).ConfigureAwait(false);
        return new VerificationOutcome(good, sentences);
    }

    /// <summary>The time stamp request (RFC 3161) for a bundle's signature, to be sent to an authority; the same each time.</summary>
    /// <exception cref="UserException">The bundle is not intact.</exception>
    public static byte[] TimeStampRequest(string path) => RequestFor(ReadIntact(path)).Encode();

    /// <summary>Adds an authority's answer to a bundle.</summary>
    /// <exception cref="UserException">The bundle is not intact, or the answer is no time stamp of it.</exception>
    public static void AddTimeStamp(string path, string answerPath)
    {
        var bundle = ReadIntact(path);
        if (!File.Exists(answerPath) || new FileInfo(answerPath).Length > 1 << 20)
            throw new UserException(ExitCode.InputMissing, $"there is no time stamp answer {answerPath} (at most 1 MiB)");
        try
        {
            var token = RequestFor(bundle).ProcessResponse(File.ReadAllBytes(answerPath), out _);
            bundle.WriteWithTimeStamp(path, token.AsSignedCms().Encode());
        }
        catch (CryptographicException exception)
        {
            throw new UserException(
                ExitCode.InputInvalid, $"{answerPath} is no time stamp of this report ({exception.Message.ReplaceLineEndings(" ")}): request one with 'screentime timestamp request'", exception);
        }
    }

    private static ReportBundle ReadIntact(string path) =>
        ReportBundle.Read(path) is { } bundle && IsIntact(bundle, out _, out _)
            ? bundle
            : throw new UserException(ExitCode.NotVerified, $"{path} is no sealed report that is intact: 'screentime verify' says what is wrong");

    private static Rfc3161TimestampRequest RequestFor(ReportBundle bundle) =>
        Rfc3161TimestampRequest.CreateFromData(bundle[ReportBundle.Signature]!, HashAlgorithmName.SHA256, requestSignerCertificates: true);

    private static bool IsIntact(ReportBundle bundle, [NotNullWhen(true)] out ReportSummary? report, [NotNullWhen(false)] out string? why)
    {
        report = null;
        why = WhyNotAsSigned(bundle);
        if (why is not null)
            return false;
        report = ReportSummary.Parse(bundle[ReportBundle.Json]!);
        var signer = SigningKey.FingerprintOf(bundle[ReportBundle.Key]!);
        // Anybody can sign: what is sealed under a report that names another's key is not what that one wrote.
        why = report switch
        {
            null => "it holds no report.",
            { Key: "" } => "its report names no key.",
            { Key: var key } when key != signer => $"its report names the key {OneLine(key)}, and {signer} signed it.",
            _ when !ReportBundle.IsOfOneReport(bundle[ReportBundle.Pdf]!, bundle[ReportBundle.Json]!) => "its PDF and its JSON are not of one report.",
            _ => null,
        };
        return report is not null && why is null;
    }

    /// <summary>What is not as the manifest says, or the manifest not as it was signed; null where all of it is.</summary>
    private static string? WhyNotAsSigned(ReportBundle bundle)
    {
        if (s_required.FirstOrDefault(name => bundle[name] is null) is { } missing)
            return $"{missing} is missing.";
        string? format, algorithm;
        Dictionary<string, string> listed;
        try
        {
            using var reader = JsonText.Reader(new StreamReader(new MemoryStream(bundle[ReportBundle.Manifest]!)), 8);
            var manifest = JObject.Load(reader);
            (format, algorithm) = ((string?)manifest["format"], (string?)manifest["algorithm"]);
            listed = (manifest["files"] as JArray ?? []).OfType<JObject>().ToDictionary(file => (string?)file["name"] ?? "", file => (string?)file["sha256"] ?? "");
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidCastException)
        {
            return "its manifest cannot be read.";
        }

        if (format != ReportBundle.Format)
            return "its manifest is of another format.";
        if (!SigningKey.IsSignature(bundle[ReportBundle.Key]!, algorithm ?? "", bundle[ReportBundle.Manifest]!, bundle[ReportBundle.Signature]!))
            return "the signature is not that of the manifest.";
        foreach (var name in bundle.Names.Except([ReportBundle.Manifest, ReportBundle.Signature, ReportBundle.TimeStamp]))
        {
            if (listed.GetValueOrDefault(name) != Convert.ToHexStringLower(SHA256.HashData(bundle[name]!)))
                return $"{name} is not the file that was signed.";
        }

        return listed.Keys.FirstOrDefault(name => bundle[name] is null) is { } gone ? $"{gone} is missing." : null;
    }

    private static string Signer(ReportBundle bundle)
    {
        var fingerprint = SigningKey.FingerprintOf(bundle[ReportBundle.Key]!);
        if (bundle[ReportBundle.Certificate] is not { } der)
            return $"Signed with key {fingerprint}; the holder is not verified.";
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(der);
            if (!certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(bundle[ReportBundle.Key]))
                return $"Signed with key {fingerprint}; the certificate in it is another key's, so the holder is not verified.";
            return $"Signed with key {fingerprint}; holder by its certificate: {OneLine(certificate.Subject)}, issued by {OneLine(certificate.Issuer)}, {Trust(certificate, null)}.";
        }
        catch (CryptographicException)
        {
            return $"Signed with key {fingerprint}; the certificate in it cannot be read, so the holder is not verified.";
        }
    }

    private static (bool Valid, string Sentence) TimeStamped(ReportBundle bundle, byte[] encoded)
    {
        if (!Rfc3161TimestampToken.TryDecode(encoded, out var token, out var read) || read != encoded.Length
            || !token.VerifySignatureForData(bundle[ReportBundle.Signature]!, out var authority))
            return (false, "The time stamp is NOT one of this signature.");
        using (authority)
        {
            var when = token.TokenInfo.Timestamp.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            return (true, $"Time stamp: signed not later than {when} UTC, says {OneLine(authority.Subject)}, {Trust(authority, token)}.");
        }
    }

    /// <summary>Whether this machine trusts who issued a certificate; nothing is fetched.</summary>
    private static string Trust(X509Certificate2 certificate, Rfc3161TimestampToken? token)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        if (token is not null)
            chain.ChainPolicy.ExtraStore.AddRange(token.AsSignedCms().Certificates);
        return chain.Build(certificate) ? "whom this machine trusts (revocation is not looked up)" : "whom this machine does not know: ask them whether it is theirs";
    }

    private static bool CompareTimeline(ReportSummary report, IReadOnlyList<string> timeline, List<string> sentences)
    {
        if (timeline.FirstOrDefault(path => !File.Exists(path)) is { } missing)
            throw new UserException(ExitCode.InputMissing, $"there is no timeline {missing}: check the path");
        var same = TimelineContent.HashOf(timeline) == report.TimelineHash;
        sentences.Add($"Timeline {OneLine(string.Join(", ", timeline.Select(Path.GetFileName)))}: {(same ? "the one" : "NOT the one")} that was measured.");
        return same;
    }

    private static async Task<bool> CompareMediaAsync(ReportSummary report, IReadOnlyList<string> paths, List<string> sentences, CancellationToken cancellationToken)
    {
        if (paths.FirstOrDefault(path => !Path.Exists(path)) is { } missing)
            throw new UserException(ExitCode.InputMissing, $"--media {missing} is neither a folder nor a file: check the path");
        sentences.AddRange(report.Media.Where(media => media.Hash.Length == 0).Select(media => $"Media {media.Name}: not compared, since it was not there to be measured: the report has no hash of it."));
        var measured = report.Media.Where(media => media.Hash.Length > 0).ToList();
        if (measured.Count == 0)
        {
            // Whoever asks whether these are the ones gets no yes.
            sentences.Add("Media: NOT compared, since the report has a hash of none.");
            return false;
        }

        var files = paths.Where(File.Exists).ToList();
        var hashes = new Dictionary<string, string>(StringComparer.Ordinal);
        var (good, others) = (true, new HashSet<string>(StringComparer.Ordinal));
        foreach (var (name, hash, images) in measured)
        {
            var candidates = paths.SelectMany(path => images is null ? Candidates(path, name) : FoldersWith(path, images)).Distinct(StringComparer.Ordinal).ToList();
            var found = false;
            // A file that is named outright may have been renamed; in a folder the name says which of all its files is meant.
            foreach (var candidate in images is null ? candidates.Union(files, StringComparer.Ordinal) : candidates)
            {
                found = found || hash == (images is null
                    ? await HashAsync(candidate).ConfigureAwait(false)
                    : (await SequenceImages.FindAsync(images with { Folder = candidate }, ImageFolder.List(candidate), cancellationToken).ConfigureAwait(false)).Id);
            }

            good &= found;
            var (file, are) = images is null ? ("file", "was") : ("images", "were");
            sentences.Add($"Media {name}: " + (found, candidates.Count) switch
            {
                (true, _) => $"the {file} that {are} measured.",
                (_, > 0) => $"NOT the {file} that {are} measured.",
                _ => "NOT found in what --media names.",
            });
            if (!found)
                others.UnionWith(candidates);
        }

        foreach (var file in files.Where(file => !others.Contains(file) && !measured.Exists(media => media.Images?.ImageOf(Path.GetFileName(file)) is not null)))
        {
            var hash = await HashAsync(file).ConfigureAwait(false);
            if (measured.Exists(media => media.Hash == hash))
                continue;
            good = false;
            sentences.Add($"File {OneLine(Path.GetFileName(file))}: NOT one of those that were measured.");
        }

        return good;

        // Films are large: each is read once.
        async Task<string> HashAsync(string path)
        {
            if (hashes.TryGetValue(path, out var known))
                return known;
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 20, FileOptions.SequentialScan | FileOptions.Asynchronous);
            await using (stream.ConfigureAwait(false))
                return hashes[path] = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));
        }
    }

    /// <summary>The folders that hold an image of a sequence.</summary>
    private static IEnumerable<string> FoldersWith(string folder, ImageSequence images)
    {
        if (File.Exists(folder))
            return images.ImageOf(Path.GetFileName(folder)) is null ? [] : [Path.GetDirectoryName(Path.GetFullPath(folder))!];
        return Files(folder).Where(file => images.ImageOf(Path.GetFileName(file)) is not null).Select(file => Path.GetDirectoryName(Path.GetFullPath(file))!).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Candidates(string folder, string name)
    {
        if (File.Exists(folder))
            return Path.GetFileName(folder) == name ? [folder] : [];
        return Files(folder).Where(file => Path.GetFileName(file).Equals(name, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Files(string folder)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        return Directory.EnumerateFiles(folder, "*", options);
    }

    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
