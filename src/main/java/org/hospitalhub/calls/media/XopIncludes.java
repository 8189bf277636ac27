package org.hospitalhub.calls.media;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Optional;
import org.hospitalhub.calls.media.MultipartRelated.Part;
import org.jspecify.annotations.Nullable;

/** The elements of a document that refer to parts beside it: {@code xop:Include} (XOP 1.0 §2), and others with a {@code cid:}. */
final class XopIncludes {

    private static final String NAMESPACE = "http://www.w3.org/2004/08/xop/include";
    private static final String INCLUDE = "Include";
    private static final String HREF = "@href";
    private static final String CID = "cid:";

    private final MultipartRelated message;
    private boolean missing;

    private XopIncludes(MultipartRelated message) {
        this.message = message;
    }

    /** Returns a tree for {@link XmlWriter} in which each file is a reference; adds the files to a list. */
    static JsonNode written(JsonNode tree, List<Part> files) {
        if (tree.path(MultipartMedia.FILE).isTextual()) {
            String id = (files.size() + 1) + "@hospital-hub";
            files.add(new Part(
                    id,
                    MultipartMedia.fileType(tree.path("media").asText("")),
                    MultipartMedia.decoded(tree.path(MultipartMedia.FILE).textValue())));
            ObjectNode element = JsonNodeFactory.instance.objectNode();
            element.putObject("xop:" + INCLUDE).put("@xmlns:xop", NAMESPACE).put(HREF, CID + id);
            return element;
        }
        if (tree.isArray()) {
            var list = JsonNodeFactory.instance.arrayNode();
            tree.forEach(one -> list.add(written(one, files)));
            return list;
        }
        if (tree.isObject()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            tree.forEachEntry((name, value) -> object.set(name, written(value, files)));
            return object;
        }
        return tree;
    }

    /** Returns a tree that {@link XmlReader} read with the files in base64 in place of their references; empty when one is missing. */
    static Optional<JsonNode> resolved(JsonNode tree, MultipartRelated message) {
        XopIncludes includes = new XopIncludes(message);
        JsonNode resolved = includes.resolved(tree);
        return includes.missing ? Optional.empty() : Optional.of(resolved);
    }

    private JsonNode resolved(JsonNode tree) {
        if (tree.isArray()) {
            var list = JsonNodeFactory.instance.arrayNode();
            tree.forEach(one -> list.add(resolved(one)));
            return list;
        }
        if (!tree.isObject()) {
            return tree;
        }
        String included = file(tree.path(INCLUDE));
        if (included != null && tree.size() == 1) {
            return TextNode.valueOf(included);
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        tree.forEachEntry((name, value) -> {
            if (included == null || !name.equals(INCLUDE)) {
                object.set(name, resolved(value));
            }
        });
        String beside = included == null ? file(tree) : included;
        return beside == null ? object : object.put("#text", beside);
    }

    /** Returns the file that an element refers to, in base64; null for an element without a reference. */
    private @Nullable String file(JsonNode element) {
        String href = element.path(HREF).asText("");
        if (!href.startsWith(CID)) {
            return null;
        }
        Optional<String> file = message.file(href);
        missing |= file.isEmpty();
        return file.orElse(null);
    }
}
