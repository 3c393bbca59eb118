package com.nexora.streams.audit.note;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a policy line by line; a line can name only what stands above it. */
final class PolicyReader {

  private static final String NONE = "none";
  private static final int MAX_CHARS = 1 << 18;

  private final List<WitnessPolicy.Log> logs = new ArrayList<>();
  private final Map<String, WitnessPolicy.Witness> witnesses = new LinkedHashMap<>();
  private final Map<String, WitnessPolicy.Quorum> named = new HashMap<>();
  private final Set<String> members = new HashSet<>();
  private WitnessPolicy.@Nullable Quorum quorum;
  private int line;

  WitnessPolicy read(final String text) {
    if (text.length() > MAX_CHARS) {
      throw NoteException.malformed("the policy is longer than " + MAX_CHARS + " characters");
    }
    for (final String raw : text.split("\n", -1)) {
      line++;
      if (raw.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7F)) {
        throw wrong("holds a control character");
      }
      final String trimmed = raw.replace('\t', ' ').strip();
      if (!trimmed.isEmpty() && !trimmed.startsWith("#")) {
        take(trimmed.split(" +"));
      }
    }
    if (quorum == null) {
      throw NoteException.malformed(
          "the policy has no quorum line; \"quorum none\" asks for no witness");
    }
    return new WitnessPolicy(logs, witnesses, quorum);
  }

  private void take(final String[] words) {
    switch (words[0]) {
      case "log" -> log(words);
      case "witness" -> witness(words);
      case "group" -> group(words);
      case "quorum" -> quorum(words);
      default -> throw wrong("begins with none of log, witness, group, quorum");
    }
  }

  private void log(final String[] words) {
    if (words.length < 2 || words.length > 3) {
      throw wrong("is not of the form: log <vkey> [<url>]");
    }
    final VerifierKey key = key(words[1], SignatureType.ED25519);
    if (logs.stream().anyMatch(known -> known.key().equals(key))) {
      throw wrong("repeats a log");
    }
    logs.add(new WitnessPolicy.Log(key, url(words, 2)));
  }

  private void witness(final String[] words) {
    if (words.length < 3 || words.length > 4) {
      throw wrong("is not of the form: witness <name> <vkey> [<url>]");
    }
    final VerifierKey key = key(words[2], SignatureType.COSIGNATURE_V1);
    if (witnesses.values().stream().anyMatch(known -> known.key().sameKey(key))) {
      throw wrong("repeats a witness's key: it would count twice");
    }
    define(words[1], new WitnessPolicy.Quorum.One(words[1]));
    witnesses.put(words[1], new WitnessPolicy.Witness(words[1], key, url(words, 3)));
  }

  private void group(final String[] words) {
    if (words.length < 4) {
      throw wrong("is not of the form: group <name> <all|any|number> <member>...");
    }
    final List<WitnessPolicy.Quorum> parts = new ArrayList<>();
    for (int i = 3; i < words.length; i++) {
      parts.add(known(words[i]));
      if (!members.add(words[i])) {
        throw wrong("names " + words[i] + ", which is a member already: it would count twice");
      }
    }
    final long needed =
        switch (words[2]) {
          case "all" -> parts.size();
          case "any" -> 1;
          default -> NoteText.number(words[2], "the number in line " + line + " of the policy");
        };
    if (needed < 1 || needed > parts.size()) {
      throw wrong("asks for %d of %d members".formatted(needed, parts.size()));
    }
    define(words[1], new WitnessPolicy.Quorum.Group(words[1], (int) needed, parts));
  }

  private void quorum(final String[] words) {
    if (words.length != 2) {
      throw wrong("is not of the form: quorum <name>");
    }
    if (quorum != null) {
      throw wrong("is a second quorum line");
    }
    quorum = words[1].equals(NONE) ? new WitnessPolicy.Quorum.None() : known(words[1]);
  }

  private WitnessPolicy.Quorum known(final String name) {
    final WitnessPolicy.Quorum found = named.get(name);
    if (found == null) {
      throw wrong("names " + name + ", which no line above defines");
    }
    return found;
  }

  private void define(final String name, final WitnessPolicy.Quorum meaning) {
    if (name.equals(NONE) || named.putIfAbsent(name, meaning) != null) {
      throw wrong("defines " + name + ", which has a meaning already");
    }
  }

  private VerifierKey key(final String vkey, final SignatureType type) {
    final VerifierKey key;
    try {
      key = VerifierKey.parse(vkey);
    } catch (final NoteException e) {
      throw wrong("holds no such key: " + e.getMessage());
    }
    if (key.type() != type) {
      throw wrong(
          "holds a key of type %s where one of type %s belongs".formatted(key.type(), type));
    }
    return key;
  }

  private Optional<URI> url(final String[] words, final int at) {
    if (words.length <= at) {
      return Optional.empty();
    }
    try {
      final URI url = new URI(words[at]);
      if ("http".equals(url.getScheme()) || "https".equals(url.getScheme())) {
        return Optional.of(url);
      }
    } catch (final URISyntaxException e) {
      // Told below.
    }
    throw wrong("has an address that is none: " + words[at]);
  }

  private NoteException wrong(final String what) {
    return NoteException.malformed("line %d of the policy %s".formatted(line, what));
  }
}
