// SPDX-License-Identifier: Apache-2.0
/** What the rules no-restricted-syntax and vue/no-restricted-syntax find, as selectors of syntax trees (esquery). */

const refuse = (message, ...selectors) => selectors.map((selector) => ({ selector, message }));

const MARKUP = "/^(innerHTML|outerHTML|insertAdjacentHTML|setHTMLUnsafe|srcdoc|createContextualFragment|parseFromString)$/";

/** What makes markup or code of a string, whoever wrote it. */
export const NO_MARKUP = [
  ...refuse(
    "text is text: nothing makes markup of it",
    `MemberExpression[property.name=${MARKUP}]`,
    `MemberExpression[property.value=${MARKUP}]`,
    `ObjectExpression > Property[key.name=${MARKUP}]`,
    "MemberExpression[object.name='document'][property.name=/^write(ln)?$/]",
  ),
  ...refuse("text is text: nothing makes code of it", ":matches(NewExpression, CallExpression)[callee.name='Function']"),
];

const HAN = "/\\p{Script=Han}/u";
const LETTERS = "/\\p{L}/u";
const CATALOGUE = "texts stand in i18n/, in each language";

/** Chinese in a script, or any word that is put where people read it. */
export const NO_TEXT_IN_SCRIPT = refuse(
  CATALOGUE,
  `Literal[value=${HAN}]`,
  `TemplateElement[value.raw=${HAN}]`,
  `AssignmentExpression[left.property.name=/^(title|textContent|innerText|placeholder|alt|ariaLabel)$/] > Literal.right[value=${LETTERS}]`,
);

/** The attributes that people read or hear, and what of our components comes to the same. */
export const TEXT_ATTRIBUTES = ["title", "alt", "placeholder", "label", "text", "aria-label", "aria-description", "aria-placeholder", "aria-roledescription", "aria-valuetext"];

/** Words in an expression that is shown. What is compared, looked up or handed to a function is none of them. */
const shown = (where) =>
  [`Literal[value=${LETTERS}]`, `TemplateElement[value.raw=${LETTERS}]`].map(
    (word) => `${where} > VExpressionContainer ${word}:not(CallExpression *):not(MemberExpression *):not(BinaryExpression[operator!='+'] *)`,
  );

/** The rule vue/no-bare-strings-in-template sees what is no expression. */
export const NO_TEXT_IN_TEMPLATE = refuse(
  CATALOGUE,
  ...shown("VElement"),
  ...shown(`VAttribute[directive=true][key.argument.name=/^(${TEXT_ATTRIBUTES.join("|")})$/]`),
  ...shown("VAttribute[directive=true][key.name.name='text']"),
);

/** A browser that is told something, and not waited for: what follows would meet it in the middle. */
export const NO_ACTION_UNAWAITED = refuse(
  "await what the browser does",
  `ExpressionStatement > CallExpression[callee.property.name=/^(goto|reload|goBack|click|dblclick|tap|hover|fill|type|press|pressSequentially|check|selectOption|setInputFiles|focus|waitFor|waitForFunction|waitForLoadState|waitForTimeout|waitForURL|evaluate|screenshot|setViewportSize|addInitScript|route|unroute|setOffline)$/]:not([callee.object.name=/^(document|window|element|field)$/])`,
);
