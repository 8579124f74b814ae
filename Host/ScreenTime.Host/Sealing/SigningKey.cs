using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OpenTimelineIO;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Sealing;

/// <summary>A key that signs reports: ECDSA on P-256 where ScreenTime made it, or the user's own EC or RSA key, as PEM.</summary>
public sealed class SigningKey : IDisposable
{
    private const long LongestFile = 1 << 20;
    private const int KeyIterations = 600_000;

    private readonly ECDsa? _ecdsa;
    private readonly RSA? _rsa;

    private SigningKey(ECDsa? ecdsa, RSA? rsa) => (_ecdsa, _rsa) = (ecdsa, rsa);

    /// <summary>The public part (SubjectPublicKeyInfo, DER).</summary>
    public byte[] PublicKey => _ecdsa?.ExportSubjectPublicKeyInfo() ?? _rsa!.ExportSubjectPublicKeyInfo();

    /// <summary>What people compare: SHA-256 of the public part.</summary>
    public string Fingerprint => FingerprintOf(PublicKey);

    /// <summary>How it signs, as the bundle names it.</summary>
    public string Algorithm => _ecdsa is null ? "RSA-PSS-SHA256" : "ECDSA-SHA256";

    /// <summary>The fingerprint of a public key: eight groups of eight hexadecimal digits.</summary>
    public static string FingerprintOf(byte[] publicKey) =>
        string.Join(' ', Convert.ToHexStringLower(SHA256.HashData(publicKey)).Chunk(8).Select(group => new string(group)));

    /// <summary>A fingerprint as somebody typed it, in the form of <see cref="FingerprintOf"/>.</summary>
    /// <exception cref="FormatException">It is none, or not all of one.</exception>
    public static string ReadFingerprint(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var digits = text.Where(c => c != ' ').Select(char.ToLowerInvariant).ToArray();
        return digits.Length == 2 * SHA256.HashSizeInBytes && digits.All(char.IsAsciiHexDigit)
            ? string.Join(' ', digits.Chunk(8).Select(group => new string(group)))
            : throw new FormatException("a whole fingerprint in quotes, eight groups of eight hexadecimal digits");
    }

    /// <summary>Makes a key: the private part for its owner alone, the public part beside it with the ending <c>.pub.pem</c>.</summary>
    /// <param name="path">Where; nothing may be there. Its folder is made if need be.</param>
    /// <param name="passphrase">Encrypts the private part; null for none.</param>
    /// <returns>The path of the public part, and the fingerprint.</returns>
    /// <exception cref="UserException">There is a file of that name, or it cannot be written.</exception>
    public static (string PublicPath, string Fingerprint) Create(string path, string? passphrase)
    {
        var full = Path.GetFullPath(path);
        var publicPath = (full.EndsWith(".pem", StringComparison.OrdinalIgnoreCase) ? full[..^4] : full) + ".pub.pem";
        foreach (var taken in new[] { full, publicPath }.Where(Path.Exists))
            throw new UserException(ExitCode.OutputUnwritable, $"{taken} is there already, and a key that is lost cannot be made again: choose another name");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = passphrase is null
            ? key.ExportPkcs8PrivateKeyPem()
            : key.ExportEncryptedPkcs8PrivateKeyPem(passphrase, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, KeyIterations));
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            using (var file = new StreamWriter(full, options))
                file.Write(pem + "\n");
            WholeFile.WriteText(publicPath, key.ExportSubjectPublicKeyInfoPem() + "\n");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitCode.OutputUnwritable, $"the key cannot be written to {path}: {exception.Message}", exception);
        }

        return (publicPath, FingerprintOf(key.ExportSubjectPublicKeyInfo()));
    }

    /// <summary>Reads a private key.</summary>
    /// <exception cref="UserException">It is missing, no private key, or the passphrase is wrong or missing.</exception>
    public static SigningKey Load(string path, string? passphrase)
    {
        var pem = ReadText(path);
        if (pem.Contains("ENCRYPTED", StringComparison.Ordinal) && passphrase is null)
            throw new UserException(ExitCode.Usage, $"{path} is encrypted: give the file that holds its passphrase with --passphrase-file");
        try
        {
            var ecdsa = ECDsa.Create();
            try
            {
                Import(ecdsa, pem, passphrase);
                _ = ecdsa.ExportParameters(includePrivateParameters: true);
                return new SigningKey(ecdsa, null);
            }
            catch (Exception exception) when (exception is CryptographicException or ArgumentException)
            {
                ecdsa.Dispose();
            }

            var rsa = RSA.Create();
            Import(rsa, pem, passphrase);
            _ = rsa.ExportParameters(includePrivateParameters: true);
            return new SigningKey(null, rsa);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new UserException(
                ExitCode.InputInvalid, $"{path} is no private key that can be used ({(passphrase is null ? "EC or RSA, as PEM" : "or its passphrase is another")}): 'screentime key create' makes one", exception);
        }
    }

    /// <summary>The fingerprint of a key in a PEM file: private, public or certificate.</summary>
    /// <exception cref="UserException">The file is missing or holds none of these, or only an encrypted private key.</exception>
    public static string FingerprintIn(string path)
    {
        var pem = ReadText(path);
        try
        {
            if (pem.Contains("CERTIFICATE", StringComparison.Ordinal))
            {
                using var certificate = X509Certificate2.CreateFromPem(pem);
                return FingerprintOf(certificate.PublicKey.ExportSubjectPublicKeyInfo());
            }

            if (pem.Contains("ENCRYPTED", StringComparison.Ordinal))
                throw new UserException(ExitCode.Usage, $"{path} is encrypted: name its public part here (the file that ends in .pub.pem)");
            try
            {
                using var ecdsa = ECDsa.Create();
                ecdsa.ImportFromPem(pem);
                return FingerprintOf(ecdsa.ExportSubjectPublicKeyInfo());
            }
            catch (Exception exception) when (exception is CryptographicException or ArgumentException)
            {
                using var rsa = RSA.Create();
                rsa.ImportFromPem(pem);
                return FingerprintOf(rsa.ExportSubjectPublicKeyInfo());
            }
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new UserException(ExitCode.InputInvalid, $"{path} is no key (EC or RSA, or a certificate, as PEM): 'screentime key create' makes one", exception);
        }
    }

    /// <summary>Signs.</summary>
    public byte[] Sign(byte[] data) =>
        _ecdsa?.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence) ?? _rsa!.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);

    /// <summary>Whether a signature is that of a key.</summary>
    /// <param name="publicKey">SubjectPublicKeyInfo, DER.</param>
    /// <param name="algorithm">As <see cref="Algorithm"/>.</param>
    /// <param name="data">What was signed.</param>
    /// <param name="signature">The signature.</param>
    public static bool IsSignature(byte[] publicKey, string algorithm, byte[] data, byte[] signature)
    {
        try
        {
            if (algorithm == "ECDSA-SHA256")
            {
                using var ecdsa = ECDsa.Create();
                ecdsa.ImportSubjectPublicKeyInfo(publicKey, out var read);
                return read == publicKey.Length && ecdsa.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
            }

            using var rsa = RSA.Create();
            rsa.ImportSubjectPublicKeyInfo(publicKey, out var length);
            return algorithm == "RSA-PSS-SHA256" && length == publicKey.Length && rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Forgets the key.</summary>
    public void Dispose()
    {
        _ecdsa?.Dispose();
        _rsa?.Dispose();
    }

    private static void Import(AsymmetricAlgorithm key, string pem, string? passphrase)
    {
        if (passphrase is null)
            key.ImportFromPem(pem);
        else
            key.ImportFromEncryptedPem(pem, passphrase);
    }

    private static string ReadText(string path)
    {
        if (!File.Exists(path))
            throw new UserException(ExitCode.InputMissing, $"there is no key {path}: 'screentime key create {path}' makes one");
        return new FileInfo(path).Length <= LongestFile ? File.ReadAllText(path) : throw new UserException(ExitCode.InputInvalid, $"{path} is larger than 1 MiB: it is no key");
    }
}
