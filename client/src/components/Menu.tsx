import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { Check } from 'lucide-react';
import { findCommand, formatKeys, runCommand } from '../core/commands/registry.ts';
import { reportFailure } from '../core/commands/reportFailure.ts';
import styles from './Menu.module.css';

interface MenuProps {
  /** The button that opens it; its accessible name names the menu. */
  trigger: ReactNode;
  align?: 'start' | 'center' | 'end';
  children: ReactNode;
}

/** A menu below a button. */
export function Menu({ trigger, align = 'start', children }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal container={menuContainer()}>
        <DropdownMenu.Content className={styles.menu} align={align} sideOffset={4} collisionPadding={8}>
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** Within a landmark, so that users of assistive software who go by landmarks find it. */
export function menuContainer(): HTMLElement {
  // In full screen there is no header.
  return document.querySelector('header, main') ?? document.body;
}

interface MenuItemProps {
  children: ReactNode;
  onSelect: () => void;
  icon?: ReactNode;
  keys?: string | undefined;
  disabled?: boolean;
  look?: 'plain' | 'danger';
  /** Second line, for what the words do not say. */
  hint?: ReactNode;
  /** The pointer or the arrow keys came to it. */
  onHighlight?: () => void;
}

export function MenuItem({
  children,
  onSelect,
  icon,
  keys,
  disabled = false,
  look,
  hint,
  onHighlight,
}: MenuItemProps) {
  return (
    <DropdownMenu.Item
      className={styles.item}
      data-look={look}
      disabled={disabled}
      onSelect={onSelect}
      onFocus={onHighlight}
    >
      <span className={styles.icon}>{icon}</span>
      <span className={styles.words}>
        {children}
        {hint !== undefined && <span className={styles.hint}>{hint}</span>}
      </span>
      {keys !== undefined && <span className={styles.keys}>{formatKeys(keys)}</span>}
    </DropdownMenu.Item>
  );
}

/** An item that runs a command of the registry, with its label and key. */
export function CommandItem({ id, icon, look }: { id: string; icon?: ReactNode; look?: 'plain' | 'danger' }) {
  const command = findCommand(id);
  if (!command) return undefined;
  return (
    <MenuItem
      icon={icon}
      {...(look && { look })}
      keys={command.keys?.[0]}
      disabled={command.when?.() === false}
      onSelect={() => reportFailure(runCommand(id))}
    >
      {command.label}
    </MenuItem>
  );
}

/** A choice of one among several. */
export function MenuChoice<Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: Value | undefined;
  options: readonly { value: Value; label: ReactNode; hint?: ReactNode }[];
  onChange: (value: Value) => void;
}) {
  return (
    <DropdownMenu.RadioGroup value={value ?? ''} aria-label={label}>
      {options.map((option) => (
        <DropdownMenu.RadioItem
          key={option.value}
          className={styles.item}
          value={option.value}
          onSelect={() => onChange(option.value)}
        >
          <span className={styles.icon}>
            <DropdownMenu.ItemIndicator>
              <Check size={14} />
            </DropdownMenu.ItemIndicator>
          </span>
          <span className={styles.words}>
            {option.label}
            {option.hint !== undefined && <span className={styles.hint}>{option.hint}</span>}
          </span>
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}

/** Something that is on or off. */
export function MenuCheck({
  children,
  checked,
  disabled = false,
  keepsOpen = false,
  hint,
  onChange,
}: {
  children: ReactNode;
  checked: boolean;
  disabled?: boolean;
  /** The menu stays: there is more to switch, or something to see. */
  keepsOpen?: boolean;
  hint?: ReactNode;
  onChange: (checked: boolean) => void;
}) {
  return (
    <DropdownMenu.CheckboxItem
      className={styles.item}
      checked={checked}
      disabled={disabled}
      onCheckedChange={onChange}
      onSelect={(event) => keepsOpen && event.preventDefault()}
    >
      <span className={styles.icon}>
        <DropdownMenu.ItemIndicator>
          <Check size={14} />
        </DropdownMenu.ItemIndicator>
      </span>
      <span className={styles.words}>
        {children}
        {hint !== undefined && <span className={styles.hint}>{hint}</span>}
      </span>
    </DropdownMenu.CheckboxItem>
  );
}

export function MenuSeparator() {
  return <DropdownMenu.Separator className={styles.separator} />;
}

/** A heading within a menu. */
export function MenuHeading({ children }: { children: ReactNode }) {
  return <DropdownMenu.Label className={styles.heading}>{children}</DropdownMenu.Label>;
}
