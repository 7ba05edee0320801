// How every file is laid out: 100 columns, single quotes.
export default { printWidth: 100, singleQuote: true };
