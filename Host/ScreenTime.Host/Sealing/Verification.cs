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
    /// <param name="mediaFolders">Folders to look for the media in; empty to leave them out.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<VerificationOutcome> OfAsync(string path, IReadOnlyList<string> timeline, IReadOnlyList<string> mediaFolders, CancellationToken cancellationToken)
    {
        if (ReportBundle.Read(path) is not { } bundle)
            return new VerificationOutcome(false, ["NOT INTACT: the file is no sealed report, or bytes of it were changed."]);
        if (WhyNotIntact(bundle) is { } why)
            return new VerificationOutcome(false, [$"NOT INTACT: {why}"]);
        var report = ReportSummary.Parse(bundle[ReportBundle.Json]!);
        if (report is null)
            return new VerificationOutcome(false, ["NOT INTACT: it holds no report."]);
        var good = true;
        var sentences = new List<string>
        {
            "INTACT: every byte is as it was signed.",
            $"Report on \"{report.Timeline}\", run {report.Run}{(report.IsDraft ? ": a DRAFT, unaudited" : ", audited")}.",
            Signer(bundle),
        };
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
        if (mediaFolders.Count > 0)
            good &= await CompareMediaAsync(report, mediaFolders, sentences, cancellationToken).ConfigureAwait(false);
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
        ReportBundle.Read(path) is { } bundle && WhyNotIntact(bundle) is null
            ? bundle
            : throw new UserException(ExitCode.NotVerified, $"{path} is no sealed report that is intact: 'screentime verify' says what is wrong");

    private static Rfc3161TimestampRequest RequestFor(ReportBundle bundle) =>
        Rfc3161TimestampRequest.CreateFromData(bundle[ReportBundle.Signature]!, HashAlgorithmName.SHA256, requestSignerCertificates: true);

    private static string? WhyNotIntact(ReportBundle bundle)
    {
        if (s_required.FirstOrDefault(name => bundle[name] is null) is { } missing)
            return $"{missing} is missing.";
        JObject manifest;
        try
        {
            using var reader = JsonText.Reader(new StreamReader(new MemoryStream(bundle[ReportBundle.Manifest]!)), 8);
            manifest = JObject.Load(reader);
        }
        catch (JsonException)
        {
            return "its manifest cannot be read.";
        }

        if ((string?)manifest["format"] != ReportBundle.Format)
            return "its manifest is of another format.";
        var listed = (manifest["files"] as JArray ?? []).OfType<JObject>().ToDictionary(file => (string?)file["name"] ?? "", file => (string?)file["sha256"] ?? "");
        if (!SigningKey.IsSignature(bundle[ReportBundle.Key]!, (string?)manifest["algorithm"] ?? "", bundle[ReportBundle.Manifest]!, bundle[ReportBundle.Signature]!))
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

    private static async Task<bool> CompareMediaAsync(ReportSummary report, IReadOnlyList<string> folders, List<string> sentences, CancellationToken cancellationToken)
    {
        var good = true;
        foreach (var (name, hash, images) in report.Media)
        {
            var candidates = folders.SelectMany(folder => images is null ? Candidates(folder, name) : FoldersWith(folder, images)).Distinct(StringComparer.Ordinal).ToList();
            var found = false;
            foreach (var candidate in candidates)
            {
                found = found || hash == (images is null
                    ? await HashAsync(candidate, cancellationToken).ConfigureAwait(false)
                    : (await SequenceImages.FindAsync(images with { Folder = candidate }, ImageFolder.List(candidate), cancellationToken).ConfigureAwait(false)).Id);
            }

            good &= found;
            var (file, are) = images is null ? ("file", "was") : ("images", "were");
            sentences.Add($"Media {name}: " + (found, candidates.Count) switch
            {
                (true, _) => $"the {file} that {are} measured.",
                (_, > 0) => $"NOT the {file} that {are} measured.",
                _ => "NOT found in the folders that were named.",
            });
        }

        return good;
    }

    /// <summary>The folders that hold an image of a sequence.</summary>
    private static IEnumerable<string> FoldersWith(string folder, ImageSequence images)
    {
        if (File.Exists(folder))
            return images.ImageOf(Path.GetFileName(folder)) is null ? [] : [Path.GetDirectoryName(Path.GetFullPath(folder))!];
        return Files(folder).Where(file => images.ImageOf(Path.GetFileName(file)) is not null).Select(file => Path.GetDirectoryName(Path.GetFullPath(file))!).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
    }

    private static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 20, FileOptions.SequentialScan | FileOptions.Asynchronous);
        await using (stream.ConfigureAwait(false))
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));
    }

    private static IEnumerable<string> Candidates(string folder, string name)
    {
        if (File.Exists(folder))
            return Path.GetFileName(folder) == name ? [folder] : [];
        return Files(folder).Where(file => Path.GetFileName(file).Equals(name, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Files(string folder)
    {
        if (!Directory.Exists(folder))
            throw new UserException(ExitCode.InputMissing, $"--media {folder} is neither a folder nor a file: check the path");
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        return Directory.EnumerateFiles(folder, "*", options);
    }

    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
