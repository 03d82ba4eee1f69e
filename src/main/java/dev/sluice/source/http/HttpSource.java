package dev.sluice.source.http;

import dev.sluice.bundle.Digest;
import dev.sluice.bundle.Report;
import dev.sluice.bundle.SemanticVersion;
import dev.sluice.bundle.TaskBundle;
import dev.sluice.bundle.form.BundleReader;
import dev.sluice.source.BrokenTask;
import dev.sluice.source.DiscoveredTask;
import dev.sluice.source.Discovery;
import dev.sluice.source.SettingsReader;
import dev.sluice.source.SourceContext;
import dev.sluice.source.SourceException;
import dev.sluice.source.SourceSettings;
import dev.sluice.source.TaskSource;
import dev.sluice.source.http.Listing.Entry;
import dev.sluice.source.http.RegistryClient.Answer;
import dev.sluice.text.Printable;
import dev.sluice.time.Deadline;
import dev.sluice.wire.FieldError;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of another registry over HTTP. The listing names them; a definition is fetched when it
 * is loaded, or when the listing does not state its digest.
 */
public final class HttpSource implements TaskSource {
  private static final long MOST_OF_A_DEFINITION = 16 << 20;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,128}");

  private final String name;
  private final HttpSettings settings;
  private final SourceContext context;
  private final RegistryClient client;
  private final Pager pager;
  private final BundleReader identifying;
  private final Map<String, Held> held = new ConcurrentHashMap<>();

  /**
   * A definition that was fetched once.
   *
   * @param claimed the digest that the listing states; null if it states none
   * @param digest of the fetched content; null if it is broken
   */
  private record Held(
      @Nullable String claimed,
      @Nullable String etag,
      @Nullable String digest,
      List<FieldError> errors) {}

  private HttpSource(String name, HttpSettings settings, SourceContext context) {
    this.name = name;
    this.settings = settings;
    this.context = context;
    client =
        new RegistryClient(
            settings.base(), settings.credentials(), settings.requestTimeout(), context);
    pager = new Pager(client, Pages.first(settings.base(), settings.pageSize()), context);
    identifying = context.reader().identifying();
  }

  /**
   * Does not contact the registry yet.
   *
   * @throws dev.sluice.source.InvalidSettingsException naming each setting at fault
   */
  public static HttpSource open(SourceSettings settings, SourceContext context) {
    return new HttpSource(
        settings.name(), new SettingsReader(settings).read(HttpSettings::read), context);
  }

  @Override
  public String location() {
    return settings.base().toString();
  }

  @Override
  public Discovery discover() throws SourceException, InterruptedException {
    Deadline deadline = Deadline.in(settings.timeout(), context.timers());
    List<Entry> entries = pager.all(deadline);
    List<DiscoveredTask> tasks = new ArrayList<>();
    List<BrokenTask> broken = new ArrayList<>();
    for (Entry entry : entries) {
      SemanticVersion version = SemanticVersion.parse(entry.version()).orElse(null);
      if (version == null || !NAME.matcher(entry.name()).matches()) {
        broken.add(broken(entry, "invalid_entry", "is listed without a valid name and version"));
        continue;
      }
      Held known = identify(entry, deadline);
      if (known.digest() == null) {
        broken.add(new BrokenTask(entry.location(), known.errors()));
      } else {
        tasks.add(
            new DiscoveredTask(
                name, entry.name(), version, known.digest(), entry.location(), () -> load(entry)));
      }
    }
    held.keySet().retainAll(entries.stream().map(Entry::location).collect(Collectors.toSet()));
    return Discovery.of(tasks, broken);
  }

  /**
   * Uses the listing alone if it states a digest, or states the same as when the definition was
   * fetched.
   */
  private Held identify(Entry entry, Deadline deadline)
      throws SourceException, InterruptedException {
    Held known = held.get(entry.location());
    String claimed = entry.digest();
    if (claimed != null && known != null && claimed.equals(known.claimed())) {
      return known;
    }
    if (claimed != null && Digest.isOne(claimed)) {
      return new Held(claimed, null, claimed, List.of());
    }
    try {
      Answer answer = fetch(entry, known == null ? null : known.etag(), deadline);
      if (answer.notModified() && known != null) {
        return remember(entry, new Held(claimed, known.etag(), known.digest(), known.errors()));
      }
      return remember(entry, answer.etag(), read(identifying, entry, answer.body()));
    } catch (SourceException e) {
      if (!e.code().equals("not_found")) {
        throw e;
      }
      FieldError error = new FieldError("definition", "not_found", e.getMessage());
      return new Held(claimed, null, null, List.of(error));
    }
  }

  private Report load(Entry entry) throws SourceException, InterruptedException {
    Deadline deadline = Deadline.in(settings.timeout(), context.timers());
    Answer answer = fetch(entry, null, deadline);
    Report report = read(context.reader(), entry, answer.body());
    remember(entry, answer.etag(), report);
    return report;
  }

  private Answer fetch(Entry entry, @Nullable String etag, Deadline deadline)
      throws SourceException, InterruptedException {
    String path = "/tasks/" + entry.name() + "/" + entry.version().replace("+", "%2B");
    URI uri = URI.create(settings.base() + path);
    return client.get(uri, etag, MOST_OF_A_DEFINITION, deadline);
  }

  /** A definition of another task than the requested one is an error. */
  private static Report read(BundleReader reader, Entry entry, byte[] body) {
    Report report = reader.readDefinition(body);
    TaskBundle task = report.bundle();
    if (task == null
        || (task.name().equals(entry.name())
            && task.version().toString().equals(entry.version()))) {
      return report;
    }
    String message = "is of " + task.name() + " " + task.version() + ", which was not requested";
    FieldError error = new FieldError("metadata", "identity_differs", message);
    return new Report(null, List.of(error), report.warnings());
  }

  private Held remember(Entry entry, @Nullable String etag, Report report) {
    String digest = report.bundle() == null ? null : report.bundle().digest();
    return remember(entry, new Held(entry.digest(), etag, digest, report.errors()));
  }

  private Held remember(Entry entry, Held now) {
    held.put(entry.location(), now);
    return now;
  }

  private static BrokenTask broken(Entry entry, String code, String message) {
    String location = Printable.excerpt(entry.location(), 200);
    return new BrokenTask(location, List.of(new FieldError("task", code, message)));
  }

  @Override
  public Runnable watch(Runnable changed) {
    return context.poll(settings.pollInterval(), changed)::close;
  }
}
