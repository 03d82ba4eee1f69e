package dev.sluice.file.api;

import static dev.sluice.file.Files.bytes;
import static dev.sluice.file.Files.content;
import static dev.sluice.http.Refusals.assertRefused;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.file.FileStore;
import dev.sluice.file.Files;
import dev.sluice.file.StoredFile;
import dev.sluice.store.PlainStore;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.TestClock;
import dev.sluice.wire.Page;
import dev.sluice.wire.file.FileView;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PlainStore.class)
class FileResourceContractTest {
  private final FileStore store = Files.store(new TestClock(), new ManualTimers(), Map.of());
  private final FileResource resource = new FileResource(store);

  @BeforeEach
  void noFiles() {
    Files.removeAll();
  }

  @Test
  void page_moreThanTheLimit_continuesAtTheCursor() {
    StoredFile first = upload("1");
    StoredFile second = upload("2");
    StoredFile third = upload("3");

    Page<FileView> page = result(resource.page("2", null));
    Page<FileView> rest = result(resource.page("2", page.next()));

    assertThat(page.items()).containsExactly(third.view(), second.view());
    assertThat(rest.items()).containsExactly(first.view());
    assertThat(rest.next()).isNull();
  }

  @Test
  void page_asManyAsTheLimit_isTheLast() {
    upload("1");

    assertThat(result(resource.page("1", null)).next()).isNull();
  }

  @Test
  void page_cursorOfAnotherList_isRefused() {
    assertRefused("invalid_cursor", () -> resource.page(null, "abc"));
  }

  @Test
  void info_file_describesIt() {
    StoredFile file = upload("a.zip");

    assertThat(result(resource.info(file.id()))).isEqualTo(file.view());
    assertRefused("file_not_found", () -> resource.info("file-none"));
  }

  @Test
  void delete_file_isGone() {
    StoredFile file = upload("a.zip");

    result(resource.delete(file.id()));

    assertRefused("file_not_found", () -> resource.info(file.id()));
    assertRefused("file_not_found", () -> resource.delete(file.id()));
  }

  private StoredFile upload(String name) {
    return result(store.store(Files.named(name), content(bytes(10))));
  }
}
