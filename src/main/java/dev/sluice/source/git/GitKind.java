package dev.sluice.source.git;

import dev.sluice.source.Origin;
import dev.sluice.source.Settings;
import dev.sluice.source.SourceContext;
import dev.sluice.source.SourceKind;
import dev.sluice.source.SourceSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A git repository: one branch, tag or commit of it, or what lies below a directory there. */
public final class GitKind implements SourceKind {
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,200}");

  /**
   * @param url as git takes it; {@code https}, {@code http}, {@code file} or a path
   * @param revision null for the repository's default branch
   * @param subdirectory below which tasks are; empty for all
   * @param shallow whether to fetch one commit only, without its history
   * @param pollInterval how often to ask whether there is another commit
   */
  record GitSettings(
      String url,
      @Nullable Revision revision,
      Path subdirectory,
      boolean shallow,
      Duration pollInterval,
      GitAccess access) {

    static GitSettings read(Settings settings) {
      return new GitSettings(
          url(settings),
          revision(settings),
          subdirectory(settings),
          settings.flag("shallow", true),
          settings.duration(
              "poll-interval", Duration.ofMinutes(1), Duration.ofSeconds(1), Duration.ofDays(1)),
          GitAccess.read(settings));
    }

    private static String url(Settings settings) {
      String text = settings.required("url");
      if (text.isEmpty() || text.startsWith("/")) {
        return text;
      }
      try {
        URI url = new URI(text);
        String scheme = String.valueOf(url.getScheme());
        boolean known = scheme.matches("https?") && url.getHost() != null;
        if ((known || scheme.equals("file")) && url.getRawUserInfo() == null) {
          return text;
        }
      } catch (URISyntaxException e) {
        // told below
      }
      settings.reject(
          "url",
          "invalid_url",
          "must be an http, https or file URL without user and password, or an absolute path");
      return "";
    }

    private static @Nullable Revision revision(Settings settings) {
      String branch = settings.text("branch");
      String tag = settings.text("tag");
      String commit = settings.text("commit");
      int given = (branch == null ? 0 : 1) + (tag == null ? 0 : 1) + (commit == null ? 0 : 1);
      if (given > 1) {
        settings.reject("branch", "conflict", "only one of branch, tag and commit may be given");
      }
      if (commit != null) {
        check(settings, "commit", commit, COMMIT, "must be 40 hexadecimal digits");
        return new Revision.Commit(commit);
      }
      if (branch != null) {
        check(settings, "branch", branch, NAME, "must be the name of a branch");
        return new Revision.Ref("refs/heads/" + branch);
      }
      if (tag != null) {
        check(settings, "tag", tag, NAME, "must be the name of a tag");
        return new Revision.Ref("refs/tags/" + tag);
      }
      return null;
    }

    private static void check(
        Settings settings, String field, String value, Pattern shape, String message) {
      if (!shape.matcher(value).matches()) {
        settings.reject(field, "invalid_revision", message);
      }
    }

    private static Path subdirectory(Settings settings) {
      String text = settings.text("subdirectory");
      try {
        Path path = Path.of(text == null ? "" : text).normalize();
        if (!path.isAbsolute() && !path.startsWith("..") && !path.startsWith(".git")) {
          return path;
        }
      } catch (InvalidPathException e) {
        // told below
      }
      settings.reject("subdirectory", "invalid_path", "must be a path inside the repository");
      return Path.of("");
    }
  }

  /** Which commit is meant. */
  sealed interface Revision {
    /** Whatever a branch or tag points to now; by its full name. */
    record Ref(String name) implements Revision {}

    record Commit(String id) implements Revision {}
  }

  @Override
  public String type() {
    return "git";
  }

  @Override
  public Origin open(SourceSettings settings, SourceContext context) {
    GitSettings read = new Settings(settings).finish(GitSettings::read);
    return new GitOrigin(read, context.cache().resolve(settings.name()), context);
  }
}
