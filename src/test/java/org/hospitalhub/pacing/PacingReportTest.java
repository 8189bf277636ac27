package org.hospitalhub.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Writes the table of docs/pacing.md and its chart from a simulated day of backlog per distribution. */
@Tag("slow")
class PacingReportTest {

    private static final Duration DAY = Duration.ofHours(24);
    private static final Duration WARM_UP = Duration.ofHours(2);
    private static final Path PAGE = Path.of("docs/pacing.md");
    private static final Path CHART = Path.of("docs/pacing.svg");
    private static final String BEGIN = "<!-- measured: begin -->\n";
    private static final String END = "<!-- measured: end -->";

    private record Row(ServiceModel model, Simulation.Result naive, Simulation.Result hub, Simulation.Result ideal) {}

    @Test
    void thePageShowsWhatTheSimulationGives() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (ServiceModel model : ServiceModel.values()) {
            rows.add(new Row(
                    model,
                    day(model, service -> new NaiveHub()),
                    day(model, service -> PlannedHub.learning()),
                    day(model, PlannedHub::ideal)));
        }
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        Files.writeString(PAGE, page.substring(0, begin) + table(rows) + page.substring(page.indexOf(END)));
        Files.writeString(CHART, chart(rows));
        assertThat(rows).allMatch(row -> row.hub().limitViolations() + row.hub().pauseViolations() == 0);
    }

    private static Simulation.Result day(ServiceModel model, Function<SimulatedService, SimulatedHub> hub) {
        return new Simulation(model, 1, WARM_UP, hub).backlog(DAY);
    }

    private static String table(List<Row> rows) {
        StringBuilder table = new StringBuilder("""

                | time to the answer | naive, orders/min | **hub, orders/min** | ideal, orders/min | hub, requests per order | hub, without requests for never answered | hub, mean wait after the answer | limit broken | pause broken |
                |---|---|---|---|---|---|---|---|---|
                """);
        for (Row row : rows) {
            Simulation.Result hub = row.hub();
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %.1f | **%.2f** | %.2f | %.3f | %.2f | %.0f s | %d | %d |%n",
                    row.model().words,
                    row.naive().perMinute(),
                    hub.perMinute(),
                    row.ideal().perMinute(),
                    hub.requestsPerOrder(),
                    hub.perMinuteWithoutNever(),
                    hub.waited(),
                    hub.limitViolations(),
                    hub.pauseViolations()));
        }
        return table.append('\n').toString();
    }

    private static String chart(List<Row> rows) {
        int height = 60 + 54 * rows.size();
        StringBuilder svg = new StringBuilder(String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 %d" font-family="sans-serif" font-size="13">
                <title>Finished orders a minute under a backlog, 50 requests a minute</title>
                <rect width="900" height="%d" fill="#fff"/>
                <text x="10" y="22" font-weight="bold">Finished orders a minute under a backlog, 50 requests a minute</text>
                """, height, height));
        int y = 40;
        for (Row row : rows) {
            svg.append(String.format("<text x=\"10\" y=\"%d\">%s</text>%n", y + 25, row.model().words));
            bar(svg, y, "naive", row.naive().perMinute(), "#b0b7bf");
            bar(svg, y + 15, "hub", row.hub().perMinute(), "#1f77b4");
            bar(svg, y + 30, "ideal", row.ideal().perMinute(), "#dfe6ee");
            y += 54;
        }
        double goal = 380 + 24 * 16;
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.0f\" y1=\"34\" x2=\"%.0f\" y2=\"%d\" stroke=\"#c00\" stroke-dasharray=\"4 3\"/>%n"
                        + "<text x=\"%.0f\" y=\"30\" fill=\"#c00\" text-anchor=\"middle\">24</text>%n</svg>%n",
                goal,
                goal,
                height - 20,
                goal));
        return svg.toString();
    }

    private static void bar(StringBuilder svg, int y, String name, double perMinute, String colour) {
        double width = perMinute * 16;
        svg.append(String.format(
                Locale.ROOT,
                "<rect x=\"380\" y=\"%d\" width=\"%.1f\" height=\"13\" fill=\"%s\"/>"
                        + "<text x=\"%.1f\" y=\"%d\" font-size=\"11\">%s %.1f</text>%n",
                y,
                width,
                colour,
                384 + width,
                y + 11,
                name,
                perMinute));
    }
}
