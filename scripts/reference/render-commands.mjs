/** The page of commands, from what the command line says of itself. */
import { NOTICE } from "./render-page.mjs";

export function renderCommands(program) {
  const commands = leaves(program).map((command) => renderCommand(command, program));
  return [
    "# Commands",
    NOTICE,
    "Every command takes the options of the first table. Exit codes and environment variables are in the [README](../../README.md#commands).",
    optionTable(program.options.filter(({ long }) => long !== "--version")),
    ...commands,
  ]
    .join("\n\n")
    .concat("\n");
}

const leaves = (command) =>
  command.commands.flatMap((child) => (child.commands.length > 0 ? leaves(child) : [child]));

function renderCommand(command, program) {
  const shared = new Set(program.options.map(({ long }) => long));
  const own = command.options.filter(({ long, hidden }) => !hidden && !shared.has(long));
  const usage = [pathOf(command), ...command.registeredArguments.map(shownArgument)].join(" ");
  const parts = [`## \`${usage}\``, sentence(command.description())];
  if (own.length > 0) parts.push(optionTable(own));
  return parts.join("\n\n");
}

const pathOf = (command) =>
  command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;

const shownArgument = (argument) => {
  const name = `${argument.name()}${argument.variadic ? "..." : ""}`;
  return argument.required ? `<${name}>` : `[${name}]`;
};

const sentence = (text) => (text === "" ? "" : `${text[0].toUpperCase()}${text.slice(1)}.`);

function optionTable(options) {
  const rows = options.map((option) => {
    const means = [option.description];
    if (option.mandatory) means.push("required");
    if (option.argChoices) means.push(`one of ${option.argChoices.join(", ")}`);
    const { defaultValue } = option;
    if (defaultValue !== undefined && !isEmpty(defaultValue)) means.push(`default: ${defaultValue}`);
    return `| \`${option.flags}\` | ${means.filter(Boolean).join("; ").replaceAll("|", "\\|")} |`;
  });
  return ["| option | does |", "| --- | --- |", ...rows].join("\n");
}

const isEmpty = (value) => typeof value === "object" && Object.keys(value).length === 0;
