package dev.sluice.cli.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** How much of a list is shown, and in which form. */
public final class ListFlags {
  @Option(names = "--limit", paramLabel = "N", description = "At most so many (${DEFAULT-VALUE}).")
  private int limit;

  @Option(names = "--all", description = "However many there are.")
  private boolean all;

  @Option(names = "--json", description = "Print them as JSON, one a line.")
  private boolean json;

  /**
   * @param usual how many without {@code --limit}
   */
  public ListFlags(int usual) {
    limit = usual;
  }

  public boolean json() {
    return json;
  }

  /**
   * How many to ask for.
   *
   * @throws CliFailure when {@code --limit} is no such number
   */
  public int most() {
    if (limit < 1) {
      throw CliFailure.usage("--limit: at least 1");
    }
    return all ? Integer.MAX_VALUE : limit;
  }

  /** Prints as was asked, and says on stderr how to see the rest, if there is one. */
  public void print(Lists.Items list, Environment env, Consumer<List<JsonNode>> asTable) {
    if (json) {
      list.items().forEach(item -> env.terminal().out().print(item + "\n"));
      return;
    }
    asTable.accept(list.items());
    if (list.more()) {
      String many = list.total() > 0 ? "there are " + list.total() : "there are more";
      env.terminal().say(many + ": --limit N or --all");
    }
  }
}
