package org.hospitalhub.delivery;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Writer;
import org.hospitalhub.ledger.Batches.Line;
import org.hospitalhub.ledger.OrderJson;
import org.hospitalhub.rules.Languages;

/** Writes order JSON as one object, one object per line or an array, like the file of the orders. */
final class JsonResultWriter implements ResultWriter {

    private final Writer text;
    private final ObjectMapper mapper;
    private final Languages languages;
    private final String between;
    private final String after;
    private boolean first = true;

    JsonResultWriter(Writer text, ObjectMapper mapper, Languages languages, String before, String between, String after)
            throws IOException {
        this.text = text;
        this.mapper = mapper;
        this.languages = languages;
        this.between = between;
        this.after = after;
        text.write(before);
    }

    @Override
    public void write(Line line) throws IOException {
        if (!first) {
            text.write(between);
        }
        first = false;
        text.write(mapper.writeValueAsString(OrderJson.of(line.order(), line.result(), languages)));
    }

    @Override
    public void end() throws IOException {
        text.write(after);
    }
}
