package com.nexora.streams.audit.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Proofs and roots that other programs made. */
class OutsideVectorsTest {

  private static final Path SHARED =
      Path.of(System.getProperty("nexora.basedir", ".")).resolve("../shared/vectors/rfc6962");
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void shouldAnswerEveryOutsideInclusionCaseAsItSays() throws IOException {
    // Given
    final List<JsonNode> cases = shared("inclusion.ndjson");

    // When
    final List<String> wrong =
        wrong(
            cases,
            c ->
                MerkleProofs.verifyInclusion(
                    c.get("leafIdx").bigIntegerValue().longValue(),
                    c.get("treeSize").bigIntegerValue().longValue(),
                    base64(c.get("leafHash")),
                    base64s(c.get("proof")),
                    base64(c.get("root"))));

    // Then
    assertThat(cases).hasSize(98);
    assertThat(wrong).isEmpty();
  }

  @Test
  void shouldAnswerEveryOutsideConsistencyCaseAsItSays() throws IOException {
    // Given
    final List<JsonNode> cases = shared("consistency.ndjson");

    // When
    final List<String> wrong =
        wrong(
            cases,
            c ->
                MerkleProofs.verifyConsistency(
                    c.get("size1").bigIntegerValue().longValue(),
                    c.get("size2").bigIntegerValue().longValue(),
                    base64(c.get("root1")),
                    base64(c.get("root2")),
                    base64s(c.get("proof"))));

    // Then
    assertThat(cases).hasSize(98);
    assertThat(wrong).isEmpty();
  }

  @Test
  void shouldComputeAndAcceptWhatAnotherImplementationComputed() throws IOException {
    // Given: made by a few lines of Python that follow the text of the RFC
    final List<JsonNode> sample;
    try (InputStream in = OutsideVectorsTest.class.getResourceAsStream("/merkle/sample.ndjson")) {
      sample = lines(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    final Tree tree = Tree.of(300);

    // When
    final List<String> wrong = new ArrayList<>();
    for (final JsonNode line : sample) {
      if (!agrees(tree, line)) {
        wrong.add(line.toString());
      }
    }

    // Then
    assertThat(sample).hasSize(31);
    assertThat(wrong).isEmpty();
  }

  private static boolean agrees(final Tree tree, final JsonNode line) {
    final List<byte[]> proof = new ArrayList<>();
    line.path("proof").forEach(hash -> proof.add(hex(hash)));
    return switch (line.get("kind").asText()) {
      case "root" ->
          HexFormat.of()
              .formatHex(tree.root(line.get("size").asInt()))
              .equals(line.get("root").asText());
      case "inclusion" -> {
        final int index = line.get("index").asInt();
        final int size = line.get("size").asInt();
        yield same(MerkleProofs.inclusion(index, size, tree), proof)
            && MerkleProofs.verifyInclusion(
                index, size, hex(line.get("leaf")), proof, hex(line.get("root")));
      }
      case "consistency" -> {
        final int from = line.get("oldSize").asInt();
        final int to = line.get("newSize").asInt();
        yield same(MerkleProofs.consistency(from, to, tree), proof)
            && MerkleProofs.verifyConsistency(
                from, to, hex(line.get("oldRoot")), hex(line.get("newRoot")), proof);
      }
      default -> false;
    };
  }

  private static boolean same(final List<byte[]> one, final List<byte[]> other) {
    return java.util.Arrays.deepEquals(one.toArray(), other.toArray());
  }

  private static List<String> wrong(
      final List<JsonNode> cases, final Predicate<JsonNode> accepted) {
    final List<String> wrong = new ArrayList<>();
    for (final JsonNode c : cases) {
      if (accepted.test(c) == c.get("wantErr").asBoolean()) {
        wrong.add(c.get("file").asText());
      }
    }
    return wrong;
  }

  private static List<JsonNode> shared(final String name) throws IOException {
    final Path file = SHARED.resolve(name);
    assumeTrue(Files.isReadable(file), "the outside vectors are not here: " + file);
    return lines(Files.readString(file));
  }

  private static List<JsonNode> lines(final String text) throws IOException {
    final List<JsonNode> lines = new ArrayList<>();
    for (final String line : text.lines().filter(l -> !l.isBlank()).toList()) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  private static byte[] hex(final JsonNode text) {
    return HexFormat.of().parseHex(text.asText());
  }

  private static byte[] base64(final JsonNode text) {
    return text.isNull() ? new byte[0] : Base64.getDecoder().decode(text.asText());
  }

  private static List<byte[]> base64s(final JsonNode list) {
    final List<byte[]> hashes = new ArrayList<>();
    list.forEach(hash -> hashes.add(base64(hash)));
    return hashes;
  }
}
