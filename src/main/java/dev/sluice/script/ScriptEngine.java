package dev.sluice.script;

import dev.sluice.host.protocol.RunLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.EnvironmentAccess;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.ResourceLimits;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.io.IOAccess;

/**
 * Shares the engine and the parsed sources between the runs of a host. A script can neither see nor
 * change them. Used by one thread.
 */
final class ScriptEngine implements AutoCloseable {
  static final String JS = "js";

  /** Parsed scripts kept; a host serves few tasks at a time. */
  private static final int SCRIPTS = 64;

  private static final Map<String, String> OPTIONS =
      Map.ofEntries(
          Map.entry("js.ecmascript-version", "2024"),
          Map.entry("js.polyglot-builtin", "false"),
          Map.entry("js.graal-builtin", "false"),
          Map.entry("js.java-package-globals", "false"),
          Map.entry("js.print", "false"),
          Map.entry("js.load", "false"),
          Map.entry("js.console", "false"),
          Map.entry("js.shell", "false"),
          Map.entry("js.webassembly", "false"),
          // Waiting on one blocks the thread until a limit ends the run.
          Map.entry("js.shared-array-buffer", "false"));

  private final Engine engine =
      Engine.newBuilder(JS)
          .option("engine.WarnInterpreterOnly", "false")
          .out(System.err)
          .err(System.err)
          .build();

  private final Map<String, Source> ours = new LinkedHashMap<>();

  /** All contexts of an engine must share one object. The sources of this runtime are exempt. */
  private final Predicate<Source> counted = source -> !ours.containsValue(source);

  private final Map<String, Source> scripts =
      new LinkedHashMap<>(SCRIPTS, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Source> eldest) {
          return size() > SCRIPTS;
        }
      };

  /** Creates a context with the language alone: no host access, no I/O, no other language. */
  Context newContext(RunLimits limits) {
    return Context.newBuilder(JS)
        .engine(engine)
        .allowExperimentalOptions(true)
        .options(OPTIONS)
        .allowHostAccess(HostAccess.NONE)
        .allowPolyglotAccess(PolyglotAccess.NONE)
        .allowEnvironmentAccess(EnvironmentAccess.NONE)
        .allowIO(IOAccess.NONE)
        .allowHostClassLoading(false)
        .allowNativeAccess(false)
        .allowCreateProcess(false)
        .allowCreateThread(false)
        .allowInnerContextOptions(false)
        .resourceLimits(
            ResourceLimits.newBuilder().statementLimit(limits.statements(), counted).build())
        .build();
  }

  /** The source of a script, parsed once while it is cached under its digest. */
  Source script(String name, String digest, String text) {
    if (digest.isEmpty()) {
      return source(name, text);
    }
    return scripts.computeIfAbsent(digest, d -> source(name, text));
  }

  /** The source of a resource beside this class. */
  Source own(String file) {
    return ours.computeIfAbsent(file, f -> source("sluice/" + f, read(f)));
  }

  private static Source source(String name, String text) {
    return Source.newBuilder(JS, text, name).buildLiteral();
  }

  private static String read(String file) {
    try (InputStream in = ScriptEngine.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("missing " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + file, e);
    }
  }

  /** Loads and parses what every run needs, before the first run. */
  void warmUp() {
    try (Context context = newContext(RunLimits.DEFAULT)) {
      context.eval(own("prelude.js"));
      context.eval(JS, "JSON.stringify(JSON.parse('{\"a\":[1]}'))");
    }
  }

  @Override
  public void close() {
    engine.close(true);
  }
}
