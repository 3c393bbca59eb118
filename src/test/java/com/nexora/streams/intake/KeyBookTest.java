package com.nexora.streams.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.streams.catalogue.ContentId;
import org.junit.jupiter.api.Test;

final class KeyBookTest {

  private static final byte[] KEY = ContentId.bytes("tenant", "key");

  @Test
  void shouldLetTheFirstBodyOfAKeyStand() {
    // Given
    final KeyBook book = new KeyBook(10, 1_000);
    book.add(KEY, "first", false, 5);

    // When
    book.add(KEY, "second", true, 6);

    // Then
    assertThat(book.find(KEY, 7)).isEqualTo(new KeyBook.Claim("first", 5, false));
  }

  @Test
  void shouldRememberThatABodyIsStored() {
    // Given
    final KeyBook book = new KeyBook(10, 1_000);
    book.add(KEY, "first", false, 5);

    // When
    book.add(KEY, "first", true, 6);
    book.add(KEY, "first", false, 7);

    // Then
    assertThat(book.find(KEY, 8)).isEqualTo(new KeyBook.Claim("first", 5, true));
  }

  @Test
  void shouldForgetAKeyAfterItsTimeAndLetItStandForAnotherBody() {
    // Given
    final KeyBook book = new KeyBook(10, 1_000);
    book.add(KEY, "first", true, 5);

    // When
    final KeyBook.Claim late = book.find(KEY, 1_006);
    book.add(KEY, "second", false, 1_006);

    // Then
    assertThat(late).isNull();
    assertThat(book.find(KEY, 1_006)).isEqualTo(new KeyBook.Claim("second", 1_006, false));
  }

  @Test
  void shouldForgetTheOldestOfTooMany() {
    // Given
    final KeyBook book = new KeyBook(100, 1_000_000);

    // When
    for (int i = 0; i < 1_000; i++) {
      book.add(ContentId.bytes("tenant", "key-" + i), "body", false, i);
    }

    // Then
    assertThat(book.size()).isEqualTo(100);
    assertThat(book.find(ContentId.bytes("tenant", "key-899"), 1_000)).isNull();
    assertThat(book.find(ContentId.bytes("tenant", "key-900"), 1_000)).isNotNull();
  }
}
