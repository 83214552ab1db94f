import { cookbookRecipes, cookbookVersion } from './cookbookRecipes.ts';
import { optionOf, recipeOf } from './profileText.ts';
import type { ProfileOption, ProfileText } from './profileText.ts';
import { replaceFix } from './rule.ts';
import type { Found, ProfileRule } from './rule.ts';

const cookbookRecipe = /^slapos\.cookbook:([\w.-]+)$/;
const renamed: Readonly<Record<string, string>> = { makedirectory: 'mkdirectory' };
const archive = /\.(?:zip|egg|whl|jar|war|xpi|tar|tgz|tbz2?|txz|tar\.\w+|gz|bz2|xz)(?:[?#/].*)?$/i;

/** Rules about what stands behind `recipe =`. */
export const recipeRules: readonly ProfileRule[] = [
  {
    id: 'makedirectory',
    title: 'The recipe that makes folders',
    documents: ['porting-software'],
    old: 'recipe = slapos.cookbook:makedirectory',
    now: 'recipe = slapos.cookbook:mkdirectory',
    check: (profile) =>
      recipesOf(profile).flatMap(({ valueFrom, valueTo, value }) => {
        const now = renamed[cookbookRecipe.exec(value)?.[1] ?? ''];
        if (now === undefined) return [];
        const message = `There is no recipe ${value}: write slapos.cookbook:${now}.`;
        const fix = replaceFix(valueFrom, valueTo, `slapos.cookbook:${now}`);
        return [{ from: valueFrom, to: valueTo, severity: 'warning', message, fix }];
      }),
  },
  {
    id: 'unknown-recipe',
    title: 'Recipes that slapos.cookbook does not have',
    documents: [],
    old: 'recipe = slapos.cookbook:apache',
    now: 'a recipe of the slapos.cookbook that is installed',
    check: (profile, { cookbook }) =>
      recipesOf(profile).flatMap(({ valueFrom, valueTo, value }) => {
        const name = cookbookRecipe.exec(value)?.[1];
        // Another version may have what this one has not.
        if (cookbook !== cookbookVersion) return [];
        if (name === undefined || cookbookRecipes.has(name) || renamed[name] !== undefined) return [];
        const message = `slapos.cookbook ${cookbookVersion} has no recipe ${name}: the build would end with an ImportError.`;
        return [{ from: valueFrom, to: valueTo, severity: 'warning', message }];
      }),
  },
  {
    id: 'recipe-path',
    title: 'A Python file as a recipe',
    documents: ['porting-software'],
    old: 'recipe = ${buildout:directory}/software/recipe.py',
    now: 'recipe = my.recipe, an egg of yours named in develop =, with an entry point zc.buildout',
    check: (profile) =>
      recipesOf(profile).flatMap(({ valueFrom, valueTo, value }) => {
        if (!value.includes('/') && !value.endsWith('.py')) return [];
        const message =
          'A recipe is the entry point of an egg, not a file: give the file a setup.py with an entry point “zc.buildout”, name its folder in “develop =” of [buildout], and write the name of the egg here.';
        return [{ from: valueFrom, to: valueTo, severity: 'warning', message }];
      }),
  },
  {
    id: 'hexagonit-cmmi',
    title: 'The recipe for configure, make, make install',
    documents: ['porting-software'],
    old: 'recipe = hexagonit.recipe.cmmi',
    now: 'recipe = slapos.recipe.cmmi',
    check: (profile) =>
      recipesOf(profile).flatMap(({ valueFrom, valueTo, value }) => {
        if (value !== 'hexagonit.recipe.cmmi') return [];
        const message =
          'SlapOS builds with slapos.recipe.cmmi, which takes the same options; hexagonit.recipe.cmmi is not installed and has no version pin.';
        const fix = replaceFix(valueFrom, valueTo, 'slapos.recipe.cmmi');
        return [{ from: valueFrom, to: valueTo, severity: 'warning', message, fix }];
      }),
  },
  {
    id: 'download-file',
    title: 'Downloading one file',
    documents: ['porting-software'],
    old: 'recipe = hexagonit.recipe.download, url = https://example.com/app.py',
    now: 'the same with download-only = true',
    check: (profile) =>
      profile.sections.flatMap((section): Found[] => {
        const url = optionOf(section, 'url');
        if (recipeOf(section) !== 'hexagonit.recipe.download' || url === undefined) return [];
        if (optionOf(section, 'download-only') !== undefined || optionOf(section, '<') !== undefined)
          return [];
        if (!/\.\w{1,4}$/.test(url.value) || archive.test(url.value)) return [];
        const message =
          'hexagonit.recipe.download unpacks what it downloads, and this is no archive: add “download-only = true”. The file comes into ${buildout:parts-directory} and the name of the section, whatever “location” says.';
        const edits = [{ from: url.valueTo, to: url.valueTo, text: '\ndownload-only = true' }];
        const fix = { title: 'Add “download-only = true”', edits };
        return [{ from: url.valueFrom, to: url.valueTo, severity: 'warning', message, fix }];
      }),
  },
];

function recipesOf({ sections }: ProfileText): ProfileOption[] {
  return sections.flatMap(({ options }) => options.filter(({ name }) => name === 'recipe'));
}
