package com.nexora.streams.ocsf;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a call does, in OCSF's words, read from the verb that starts every AWS operation's name.
 *
 * @param id OCSF activity_id
 * @param caption its caption
 */
record CloudTrailActivity(int id, String caption) {

  private static final CloudTrailActivity CREATE = new CloudTrailActivity(1, "Create");
  private static final CloudTrailActivity READ = new CloudTrailActivity(2, "Read");
  private static final CloudTrailActivity UPDATE = new CloudTrailActivity(3, "Update");
  private static final CloudTrailActivity DELETE = new CloudTrailActivity(4, "Delete");

  private static final Set<String> CREATING =
      Set.of("create", "run", "allocate", "register", "import", "generate", "upload");
  private static final Set<String> READING =
      Set.of("get", "list", "describe", "lookup", "search", "batchget", "head", "decrypt", "check");
  private static final Set<String> UPDATING =
      Set.of(
          "update",
          "put",
          "modify",
          "attach",
          "detach",
          "add",
          "remove",
          "set",
          "enable",
          "disable",
          "associate",
          "disassociate",
          "tag",
          "untag",
          "authorize",
          "revoke",
          "change",
          "reset",
          "start",
          "stop",
          "reboot",
          "replace",
          "restore",
          "rotate",
          "cancel");
  private static final Set<String> DELETING =
      Set.of("delete", "terminate", "release", "deregister", "leave", "purge", "schedule");

  /** IAM's managed identities by the request parameter that names them. */
  private static final Map<String, String> ENTITY_OPERATIONS =
      Map.ofEntries(
          Map.entry("CreateUser", "User"),
          Map.entry("UpdateUser", "User"),
          Map.entry("DeleteUser", "User"),
          Map.entry("CreateLoginProfile", "User"),
          Map.entry("UpdateLoginProfile", "User"),
          Map.entry("DeleteLoginProfile", "User"),
          Map.entry("AttachUserPolicy", "User"),
          Map.entry("DetachUserPolicy", "User"),
          Map.entry("PutUserPolicy", "User"),
          Map.entry("DeleteUserPolicy", "User"),
          Map.entry("CreateRole", "Role"),
          Map.entry("UpdateRole", "Role"),
          Map.entry("DeleteRole", "Role"),
          Map.entry("UpdateAssumeRolePolicy", "Role"),
          Map.entry("AttachRolePolicy", "Role"),
          Map.entry("DetachRolePolicy", "Role"),
          Map.entry("PutRolePolicy", "Role"),
          Map.entry("DeleteRolePolicy", "Role"),
          Map.entry("CreateAccessKey", "Access Key"),
          Map.entry("UpdateAccessKey", "Access Key"),
          Map.entry("DeleteAccessKey", "Access Key"));

  static CloudTrailActivity of(final CloudTrailCall call) {
    final String verb = verb(call.name());
    if (call.isReadOnly() || READING.contains(verb)) {
      return READ;
    }
    if (CREATING.contains(verb)) {
      return CREATE;
    }
    if (UPDATING.contains(verb)) {
      return UPDATE;
    }
    return DELETING.contains(verb) ? DELETE : new CloudTrailActivity(99, call.name());
  }

  /** The kind of identity that the call manages, empty if it manages none. */
  static String managedEntity(final CloudTrailCall call) {
    return call.source().equals("iam.amazonaws.com")
        ? ENTITY_OPERATIONS.getOrDefault(call.name(), "")
        : "";
  }

  private static String verb(final String name) {
    int end = 1;
    while (end < name.length() && Character.isLowerCase(name.charAt(end))) {
      end++;
    }
    final String verb = name.substring(0, end).toLowerCase(Locale.ROOT);
    return verb.equals("batch") && name.startsWith("BatchGet") ? "batchget" : verb;
  }
}
