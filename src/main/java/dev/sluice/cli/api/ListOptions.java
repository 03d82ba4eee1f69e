package dev.sluice.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** {@code --limit}, {@code --all} and {@code --json}: how much of a list to print, and how. */
public final class ListOptions {
  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Show at most N. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Option(names = "--all", description = "Show all.")
  private boolean all;

  @Option(names = "--json", description = "Print JSON, one object per line.")
  private boolean json;

  /**
   * @param limit the default of {@code --limit}
   */
  public ListOptions(int limit) {
    this.limit = limit;
  }

  public boolean json() {
    return json;
  }

  /**
   * Reads a list and prints it; a note on stderr says if the server has more.
   *
   * @param field the field of a page that holds its items
   * @throws CliFailure if {@code --limit} is not positive, or the server does not give the list
   */
  public void print(
      Environment env,
      ApiClient api,
      String path,
      String field,
      Query filters,
      Consumer<List<JsonNode>> table) {
    if (limit < 1) {
      throw CliFailure.usage("--limit must be at least 1");
    }
    PagedList list = PagedList.read(api, path, field, filters, all ? Integer.MAX_VALUE : limit);
    if (json) {
      list.items().forEach(env.terminal()::print);
      return;
    }
    table.accept(list.items());
    if (list.more()) {
      String of = list.total() > 0 ? " of " + list.total() : "";
      env.terminal()
          .say("showing " + list.items().size() + of + "; for more, use --limit N or --all");
    }
  }
}
