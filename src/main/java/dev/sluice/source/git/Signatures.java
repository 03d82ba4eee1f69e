package dev.sluice.source.git;

import dev.sluice.source.SettingsReader;
import dev.sluice.source.SourceException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.GpgConfig;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.SignatureVerifier.SignatureVerification;
import org.eclipse.jgit.lib.SignatureVerifier.TrustLevel;
import org.eclipse.jgit.lib.SignatureVerifiers;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/**
 * Whether a commit, or the tag that led to it, must be signed, and by whom. Signatures are those of
 * SSH keys (decision record 30).
 *
 * @param allowedSigners keys in the form of ssh-keygen's ALLOWED SIGNERS; null if nothing needs a
 *     signature
 */
record Signatures(@Nullable Path allowedSigners) {

  static Signatures read(SettingsReader settings) {
    boolean required = settings.flag("verify-signatures", false);
    if (!required && settings.text("allowed-signers") != null) {
      settings.reject(
          "verify-signatures", "required", "must be true for allowed-signers to have an effect");
    }
    return new Signatures(required ? settings.requiredFile("allowed-signers") : null);
  }

  boolean required() {
    return allowedSigners != null;
  }

  /**
   * Checks the commit, and the tag in {@link GitRemote#FETCHED} if it is of this commit: one valid
   * signature of an allowed signer is enough.
   *
   * @throws SourceException {@code not_signed} if no signature is valid
   */
  void check(Repository repository, String commit) throws IOException, SourceException {
    if (allowedSigners == null) {
      return;
    }
    Config config = new Config();
    config.setString("gpg", "ssh", "allowedSignersFile", allowedSigners.toString());
    GpgConfig keys = new GpgConfig(config);
    List<String> refused = new ArrayList<>();
    try (RevWalk walk = new RevWalk(repository)) {
      for (RevObject signed : signed(walk, repository, commit)) {
        String why = refusal(repository, keys, signed);
        if (why.isEmpty()) {
          return;
        }
        refused.add(why);
      }
    }
    throw new SourceException(
        "not_signed", commit + " has no valid signature: " + String.join("; ", refused));
  }

  private static List<RevObject> signed(RevWalk walk, Repository repository, String commit)
      throws IOException {
    RevCommit wanted = walk.parseCommit(ObjectId.fromString(commit));
    Ref fetched = repository.exactRef(GitRemote.FETCHED);
    if (fetched != null
        && walk.parseAny(fetched.getObjectId()) instanceof RevTag tag
        && walk.peel(tag).equals(wanted)) {
      return List.of(tag, wanted);
    }
    return List.of(wanted);
  }

  /** Why the signature does not count; empty if it does. */
  private static String refusal(Repository repository, GpgConfig keys, RevObject object)
      throws IOException {
    String what = object instanceof RevTag ? "the tag " : "the commit ";
    byte[] raw =
        object instanceof RevTag tag
            ? tag.getRawGpgSignature()
            : ((RevCommit) object).getRawGpgSignature();
    if (raw == null) {
      return what + "is not signed";
    }
    SignatureVerification found = SignatureVerifiers.verify(repository, keys, object);
    if (found == null) {
      return what + "is not signed with an SSH key";
    }
    boolean trusted = found.verified() && !found.expired() && found.trustLevel() == TrustLevel.FULL;
    return trusted ? "" : what + "is signed by " + found.keyFingerprint() + ": " + reason(found);
  }

  private static String reason(SignatureVerification found) {
    String message = found.message();
    return message == null || message.isBlank() ? "no allowed signer" : message.strip();
  }
}
